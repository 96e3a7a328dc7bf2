# The init for x86-64: process 1 of a PID namespace, which reaps all that end there, passes signals on to the command, and
# ends with the command's status. It is an executable of its own behind an ELF header that Java writes.
#
# It is started with all signals blocked, so that none is lost and none ends it, with the command as its child, and with a
# pidfd of the command as its only descriptor. Its stack is the only memory it writes to.

        .intel_syntax noprefix
        .include "init.inc"

        .equ NR_exit_group, 231
        .equ NR_pidfd_send_signal, 424
        .equ NR_prctl, 157
        .equ NR_rt_sigtimedwait, 128
        .equ NR_waitid, 247

        .text
        .globl init
init:
        sub     rsp, SIGINFO_SIZE + 16
        mov     rbp, rsp                        # rbp: a siginfo_t, and behind it the set of all signals
        mov     qword ptr [rbp + SIGINFO_SIZE], -1
        mov     edi, PR_SET_NAME                # else it would be called after the descriptor it comes from
        lea     rsi, [rip + name]
        mov     eax, NR_prctl
        syscall

next:
        lea     rdi, [rbp + SIGINFO_SIZE]
        mov     rsi, rbp
        xor     edx, edx
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigtimedwait
        syscall
        cmp     eax, -EINTR
        je      next
        mov     edi, EXIT_BROKEN
        test    eax, eax
        js      exit
        cmp     eax, SIGCHLD
        je      reap
        cmp     eax, SIGHUP                     # a terminal that hangs up tells only the first of the session
        je      forward
        cmp     dword ptr [rbp + SI_CODE], SI_KERNEL
        je      next                            # a key of the terminal: its whole foreground group has got the signal
forward:
        mov     edi, COMMAND
        mov     esi, eax
        xor     edx, edx
        xor     r10d, r10d
        mov     eax, NR_pidfd_send_signal
        syscall
        jmp     next

reap:                                           # one SIGCHLD may stand for many ends
        mov     edi, P_ALL
        xor     esi, esi
        mov     r10d, WEXITED | WNOHANG | WNOWAIT
        call    ended
        jz      next
        mov     ebx, eax
        mov     edi, P_PIDFD                    # first, so that nothing else can reap the command
        mov     esi, COMMAND
        mov     r10d, WEXITED | WNOHANG
        call    ended
        jnz     finish
        mov     edi, P_PID
        mov     esi, ebx
        mov     r10d, WEXITED | WNOHANG
        call    ended
        jmp     reap

ended:                                          # waitid(edi, esi, rbp, r10d): the pid of one that has ended, or 0
        mov     dword ptr [rbp + SI_PID], 0
        mov     rdx, rbp
        xor     r8d, r8d
        mov     eax, NR_waitid
        syscall
        mov     eax, [rbp + SI_PID]
        test    eax, eax
        ret

finish:
        mov     edi, [rbp + SI_STATUS]
        cmp     dword ptr [rbp + SI_CODE], CLD_EXITED
        je      exit
        add     edi, SIGNALLED
exit:
        mov     eax, NR_exit_group              # with process 1 ends all of its namespace
        syscall
        ud2

name:   .asciz  "ns-init"
