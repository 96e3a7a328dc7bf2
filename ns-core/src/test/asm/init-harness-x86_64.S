# Makes what the init is handed, with a shell as the command, and becomes the init: so that the init of one architecture can
# be run on another. It reaps as a subreaper does, and not as process 1.

        .intel_syntax noprefix

        .equ NR_rt_sigprocmask, 14
        .equ NR_dup2, 33
        .equ NR_fork, 57
        .equ NR_execve, 59
        .equ NR_prctl, 157
        .equ NR_pidfd_open, 434

        .include "init-harness.inc"

        .text
        .globl _start
_start:
        mov     edi, PR_SET_CHILD_SUBREAPER
        mov     esi, 1
        mov     eax, NR_prctl
        syscall
        lea     rsi, [rip + all]
        call    mask
        mov     eax, NR_fork
        syscall
        test    eax, eax
        jz      child
        mov     edi, eax
        xor     esi, esi
        mov     eax, NR_pidfd_open
        syscall
        mov     edi, eax
        mov     esi, COMMAND
        mov     eax, NR_dup2
        syscall
        jmp     init
child:
        lea     rsi, [rip + none]
        call    mask
        lea     rdi, [rip + shell]
        lea     rsi, [rip + argv]
        xor     edx, edx
        mov     eax, NR_execve
        syscall
        ud2
mask:
        mov     edi, SIG_SETMASK
        xor     edx, edx
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigprocmask
        syscall
        ret

        .balign 16
init:
        .incbin "init-x86_64.bin"
