# Runs a program through the stub in a process without a JVM, so that the stub of one architecture can be run on another.
#
# The program comes from program.bin and is encoded for the address BASE. It lies in shared memory there: qemu-user makes
# a fork of every clone, and only so is seen what the child wrote. When the child has ended, standard output gets a report
# (see harness.inc) and then the program as it is now.

        .intel_syntax noprefix

        .equ NR_write, 1
        .equ NR_mmap, 9
        .equ NR_rt_sigprocmask, 14
        .equ NR_wait4, 61
        .equ NR_exit_group, 231

        .include "harness.inc"

        .text
        .globl _start
_start:
        mov     edi, BASE
        mov     esi, offset program_end - program
        mov     edx, READ_WRITE
        mov     r10d, SHARED_FIXED_ANONYMOUS
        mov     r8, -1
        xor     r9d, r9d
        mov     eax, NR_mmap
        syscall
        cmp     rax, BASE
        jne     broken
        mov     edi, BASE
        mov     esi, offset program
        mov     ecx, offset program_end - program
        rep movsb

        mov     edi, SIG_SETMASK
        mov     esi, offset mask
        xor     edx, edx
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigprocmask
        syscall
        mov     edi, BASE
        call    stub
        mov     [report + REPORT_SPAWNED], rax
        mov     rbx, rax
        mov     edi, SIG_SETMASK
        xor     esi, esi
        mov     edx, offset report + REPORT_MASK
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigprocmask
        syscall
        test    rbx, rbx
        js      tell
        .if FINISH
        mov     edi, BASE
        call    stub + FINISH_OFFSET
        .endif
        mov     rdi, rbx
        mov     esi, offset report + REPORT_STATUS
        xor     edx, edx
        xor     r10d, r10d
        mov     eax, NR_wait4
        syscall
        cmp     rax, rbx
        jne     broken
tell:
        mov     edi, STDOUT
        mov     esi, offset report
        mov     edx, REPORT_SIZE
        mov     eax, NR_write
        syscall
        mov     edi, STDOUT
        mov     esi, BASE
        mov     edx, offset program_end - program
        mov     eax, NR_write
        syscall
        xor     edi, edi
        jmp     exit
broken:
        mov     edi, BROKEN
exit:
        mov     eax, NR_exit_group
        syscall

        .balign 16
stub:
        .incbin "stub-x86_64.bin"
