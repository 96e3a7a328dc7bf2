// Becomes the init, with a shell as the command; see init-harness-x86_64.S for what it does.

        .equ NR_dup3, 24
        .equ NR_rt_sigprocmask, 135
        .equ NR_prctl, 167
        .equ NR_clone, 220
        .equ NR_execve, 221
        .equ NR_pidfd_open, 434

        .include "init-harness.inc"

        .text
        .globl _start
_start:
        mov     x0, PR_SET_CHILD_SUBREAPER
        mov     x1, #1
        mov     x8, NR_prctl
        svc     #0
        ldr     x1, =all
        bl      mask
        mov     x0, SIGCHLD
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, NR_clone
        svc     #0
        cbz     x0, child
        mov     x1, #0
        mov     x8, NR_pidfd_open
        svc     #0
        mov     x1, COMMAND
        mov     x2, #0
        mov     x8, NR_dup3
        svc     #0
        b       init
child:
        ldr     x1, =none
        bl      mask
        ldr     x0, =shell
        ldr     x1, =argv
        mov     x2, #0
        mov     x8, NR_execve
        svc     #0
        brk     #0
mask:
        mov     x0, SIG_SETMASK
        mov     x2, #0
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigprocmask
        svc     #0
        ret
        .ltorg

        .balign 16
init:
        .incbin "init-aarch64.bin"
