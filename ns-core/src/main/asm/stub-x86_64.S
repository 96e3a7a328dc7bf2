# The stub for x86-64: the only code that runs in a child between clone and execve.
# Position-independent, without stack use, libc or thread-local storage. System V ABI; a system call
# keeps every register but rax, rcx and r11.
#
#   offset  0: long spawn(program)    blocks all signals, clones; the child walks the program; the caller gets
#                                     its mask back and the pid, or -errno
#   offset 16: void finish(program)   lets the child go on and returns once it has left the shared memory

        .intel_syntax noprefix
        .include "program.inc"

        .equ NR_rt_sigprocmask, 14
        .equ NR_clone, 56
        .equ NR_futex, 202
        .equ NR_exit_group, 231
        .equ NR_clone3, 435

        .text
        .globl stub
stub:
        endbr64
        jmp     spawn
        .balign 16
        endbr64
        jmp     finish
        .balign 16

spawn:
        mov     r8, rdi
        mov     edi, SIG_SETMASK
        lea     rsi, [r8 + HEADER_ALL_SIGNALS]
        lea     rdx, [r8 + HEADER_OLD_MASK]
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigprocmask
        syscall

        cmp     qword ptr [r8 + HEADER_LEGACY], 0
        jne     legacy
        mov     rdi, r8
        mov     esi, CLONE_ARGS_SIZE
        mov     eax, NR_clone3
        syscall
        jmp     cloned
legacy:                                         # clone(flags | exit_signal, stack top, pidfd, child_tid, tls unused)
        mov     edi, [r8 + CLONE_ARGS_FLAGS]
        or      edi, [r8 + CLONE_ARGS_EXIT_SIGNAL]
        mov     rsi, [r8 + CLONE_ARGS_STACK]
        add     rsi, [r8 + CLONE_ARGS_STACK_SIZE]
        mov     rdx, [r8 + CLONE_ARGS_PIDFD]
        mov     r10, [r8 + CLONE_ARGS_CHILD_TID]
        mov     eax, NR_clone
        syscall
cloned:
        test    rax, rax
        jz      child

        mov     r9, rax
        mov     edi, SIG_SETMASK
        lea     rsi, [r8 + HEADER_OLD_MASK]
        xor     edx, edx
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigprocmask
        syscall
        mov     rax, r9
        ret

child:
        mov     rbx, r8                         # the child never returns: every register is its own
        .include "walk-x86_64.inc"
done:
        xor     edi, edi
        mov     eax, NR_exit_group
        syscall
        ud2

finish:
        mov     r8, rdi
        mov     dword ptr [r8 + HEADER_GO], 1
        lea     rdi, [r8 + HEADER_GO]
        mov     esi, FUTEX_WAKE
        mov     edx, 1
        mov     eax, NR_futex
        syscall
wait:
        cmp     dword ptr [r8 + HEADER_ALIVE], 0
        je      left
        lea     rdi, [r8 + HEADER_ALIVE]
        mov     esi, FUTEX_WAIT
        mov     edx, 1
        xor     r10d, r10d
        mov     eax, NR_futex
        syscall
        jmp     wait
left:
        ret
