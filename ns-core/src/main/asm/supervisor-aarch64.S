// The supervisor for AArch64; see supervisor-x86_64.S for what it does.

        .include "program.inc"
        .include "supervisor.inc"

        .equ NR_pread64, 67
        .equ NR_exit_group, 94
        .equ NR_waitid, 95
        .equ NR_rt_sigtimedwait, 137
        .equ NR_pidfd_send_signal, 424

        .text
file:   head    EM_AARCH64
supervisor:
        mov     w9, PROGRAM & 0xffff
        movk    w9, PROGRAM >> 16, lsl #16
        .include "walk-aarch64.inc"
done:
        sub     sp, sp, SIGINFO_SIZE + 16
        mov     x19, sp                         // x19: a siginfo_t, and behind it a set of signals
        ldr     x0, waited
        str     x0, [x19, SIGINFO_SIZE]
        mov     w20, #0                         // x20: the signal that SIGKILL has replaced
        ldr     x21, blocked

await:
        add     x0, x19, SIGINFO_SIZE
        mov     x1, x19
        mov     x2, #0
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigtimedwait
        svc     #0
        cmn     x0, EINTR
        b.eq    await
        mov     x22, x0                         // x22: the signal
        mov     x0, EXIT_BROKEN
        tbnz    x22, #63, exit
        cmp     x22, SIGCHLD
        b.eq    ended

        mov     x0, COMMAND_STATUS
        ldr     x1, text
        mov     x23, x1
        mov     x2, STATUS_SIZE
        mov     x3, #0
        mov     x8, NR_pread64
        svc     #0
        add     x24, x23, x0
        sub     x24, x24, 3 * LINE_SIZE
search:
        cmp     x23, x24
        b.gt    forward
        ldr     x0, [x23]
        cmp     x0, x21
        b.eq    found
        add     x23, x23, #1
        b       search
found:
        add     x23, x23, NAME_SIZE
        bl      has
        b.ne    handled
        add     x23, x23, 2 * LINE_SIZE
        bl      has
        b.ne    handled
        sub     x23, x23, LINE_SIZE
        bl      has
        b.ne    forward
        mov     w20, w22
        mov     x22, SIGKILL
        b       forward
handled:
        cmp     x22, SIGINT
        b.ne    forward
        ldr     x0, own_group
        cbnz    x0, forward
        ldr     w0, [x19, SI_CODE]
        cmp     w0, SI_KERNEL
        b.eq    await
forward:
        mov     x0, COMMAND
        mov     x1, x22
        mov     x2, #0
        mov     x3, #0
        mov     x8, NR_pidfd_send_signal
        svc     #0
        b       await

has:                                            // not equal: signal x22 is in the set with sixteen digits at x23
        sub     w0, w22, #1
        sub     x1, x23, x0, lsr #2
        ldrb    w1, [x1, #15]
        lsr     w2, w1, #6                      // 1 of a to f, which begin at 0x61
        add     w2, w2, w2, lsl #3
        and     w1, w1, #15
        add     w1, w1, w2
        and     w0, w0, #3
        lsr     w1, w1, w0
        tst     w1, #1
        ret

ended:
        str     wzr, [x19, SI_PID]
        mov     x0, P_PIDFD
        mov     x1, COMMAND
        mov     x2, x19
        mov     x3, WEXITED | WNOHANG
        mov     x4, #0
        mov     x8, NR_waitid
        svc     #0
        ldr     w0, [x19, SI_PID]
        cbz     w0, await
        ldr     w0, [x19, SI_STATUS]
        ldr     w1, [x19, SI_CODE]
        cmp     w1, CLD_EXITED
        b.eq    exit
        cmp     w0, SIGKILL
        b.ne    signalled
        cmp     w20, #0
        csel    w0, w20, w0, ne
signalled:
        add     w0, w0, SIGNALLED
exit:
        mov     x8, NR_exit_group
        svc     #0
        brk     #0

        .balign 8
blocked: .ascii  "SigBlk:\t"
text:   .8byte  0
waited: .8byte  0
own_group:
        .8byte  0
end:
