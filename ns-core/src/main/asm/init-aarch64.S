// The init for AArch64; see init-x86_64.S for what it does.

        .include "init.inc"

        .equ NR_exit_group, 94
        .equ NR_pidfd_send_signal, 424
        .equ NR_prctl, 167
        .equ NR_rt_sigtimedwait, 137
        .equ NR_waitid, 95

        .text
        .globl init
init:
        sub     sp, sp, SIGINFO_SIZE + 16
        mov     x19, sp                         // x19: a siginfo_t, and behind it the set of all signals
        mov     x0, #-1
        str     x0, [x19, SIGINFO_SIZE]
        mov     x0, PR_SET_NAME
        adr     x1, name
        mov     x8, NR_prctl
        svc     #0

next:
        add     x0, x19, SIGINFO_SIZE
        mov     x1, x19
        mov     x2, #0
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigtimedwait
        svc     #0
        cmn     x0, EINTR
        b.eq    next
        mov     x1, x0
        mov     x0, EXIT_BROKEN
        tbnz    x1, #63, exit
        cmp     x1, SIGCHLD
        b.eq    reap
        cmp     x1, SIGHUP
        b.eq    forward
        ldr     w2, [x19, SI_CODE]
        cmp     w2, SI_KERNEL
        b.eq    next
forward:
        mov     x0, COMMAND
        mov     x2, #0
        mov     x3, #0
        mov     x8, NR_pidfd_send_signal
        svc     #0
        b       next

reap:
        mov     x0, P_ALL
        mov     x1, #0
        mov     x3, WNOWAIT
        movk    x3, WEXITED | WNOHANG
        bl      ended
        cbz     w0, next
        mov     w20, w0
        mov     x0, P_PIDFD
        mov     x1, COMMAND
        mov     x3, WEXITED | WNOHANG
        bl      ended
        cbnz    w0, finish
        mov     x0, P_PID
        mov     x1, x20
        mov     x3, WEXITED | WNOHANG
        bl      ended
        b       reap

ended:
        str     wzr, [x19, SI_PID]
        mov     x2, x19
        mov     x4, #0
        mov     x8, NR_waitid
        svc     #0
        ldr     w0, [x19, SI_PID]
        ret

finish:
        ldr     w0, [x19, SI_STATUS]
        ldr     w1, [x19, SI_CODE]
        cmp     w1, CLD_EXITED
        b.eq    exit
        add     w0, w0, SIGNALLED
exit:
        mov     x8, NR_exit_group
        svc     #0
        brk     #0

name:   .asciz  "ns-init"
