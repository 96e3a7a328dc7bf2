// The stub for AArch64; see stub-x86_64.S for what it does. A system call keeps every register but x0.
//
//   offset  0: long spawn(program)
//   offset 16: void finish(program)

        .include "program.inc"

        .equ NR_exit_group, 94
        .equ NR_futex, 98
        .equ NR_rt_sigprocmask, 135
        .equ NR_clone, 220
        .equ NR_clone3, 435

        .text
        .globl stub
stub:
        hint    #34                             // bti c
        b       spawn
        .balign 16
        hint    #34
        b       finish
        .balign 16

spawn:
        mov     x9, x0
        mov     x0, SIG_SETMASK
        add     x1, x9, HEADER_ALL_SIGNALS
        add     x2, x9, HEADER_OLD_MASK
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigprocmask
        svc     #0

        ldr     x10, [x9, HEADER_LEGACY]
        cbnz    x10, legacy
        mov     x0, x9
        mov     x1, CLONE_ARGS_SIZE
        mov     x8, NR_clone3
        svc     #0
        b       cloned
legacy:                                         // clone(flags | exit_signal, stack top, pidfd, tls unused, child_tid)
        ldr     w0, [x9, CLONE_ARGS_FLAGS]
        ldr     w1, [x9, CLONE_ARGS_EXIT_SIGNAL]
        orr     w0, w0, w1
        ldr     x1, [x9, CLONE_ARGS_STACK]
        ldr     x2, [x9, CLONE_ARGS_STACK_SIZE]
        add     x1, x1, x2
        ldr     x2, [x9, CLONE_ARGS_PIDFD]
        mov     x3, #0
        ldr     x4, [x9, CLONE_ARGS_CHILD_TID]
        mov     x8, NR_clone
        svc     #0
cloned:
        cbz     x0, child

        mov     x10, x0
        mov     x0, SIG_SETMASK
        add     x1, x9, HEADER_OLD_MASK
        mov     x2, #0
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigprocmask
        svc     #0
        mov     x0, x10
        ret

child:
        .include "walk-aarch64.inc"
done:
        mov     x0, #0
        mov     x8, NR_exit_group
        svc     #0
        brk     #0

finish:
        mov     x9, x0
        mov     w1, #1
        add     x0, x9, HEADER_GO
        stlr    w1, [x0]
        mov     x1, FUTEX_WAKE
        mov     x2, #1
        mov     x8, NR_futex
        svc     #0
        add     x10, x9, HEADER_ALIVE
wait:
        ldar    w1, [x10]
        cbz     w1, left
        mov     x0, x10
        mov     x1, FUTEX_WAIT
        mov     x2, #1
        mov     x3, #0
        mov     x8, NR_futex
        svc     #0
        b       wait
left:
        ret
