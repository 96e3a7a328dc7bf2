// Runs a program through the stub in a process without a JVM; see harness-x86_64.S for what it does.

        .equ NR_write, 64
        .equ NR_exit_group, 94
        .equ NR_rt_sigprocmask, 135
        .equ NR_mmap, 222
        .equ NR_wait4, 260

        .include "harness.inc"

        .text
        .globl _start
_start:
        ldr     x0, =BASE
        ldr     x1, =program_end - program
        mov     x2, READ_WRITE
        mov     x3, SHARED_FIXED_ANONYMOUS
        mov     x4, #-1
        mov     x5, #0
        mov     x8, NR_mmap
        svc     #0
        ldr     x19, =BASE
        cmp     x0, x19
        b.ne    broken
        ldr     x1, =program
        ldr     x2, =program_end
copy:
        ldrb    w3, [x1], #1
        strb    w3, [x0], #1
        cmp     x1, x2
        b.lo    copy

        ldr     x20, =report
        ldr     x1, =mask
        mov     x0, SIG_SETMASK
        mov     x2, #0
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigprocmask
        svc     #0
        mov     x0, x19
        bl      stub
        str     x0, [x20, REPORT_SPAWNED]
        mov     x21, x0
        mov     x0, SIG_SETMASK
        mov     x1, #0
        add     x2, x20, REPORT_MASK
        mov     x3, SIGSET_SIZE
        mov     x8, NR_rt_sigprocmask
        svc     #0
        tbnz    x21, #63, tell
        .if FINISH
        mov     x0, x19
        bl      stub + FINISH_OFFSET
        .endif
        mov     x0, x21
        add     x1, x20, REPORT_STATUS
        mov     x2, #0
        mov     x3, #0
        mov     x8, NR_wait4
        svc     #0
        cmp     x0, x21
        b.ne    broken
tell:
        mov     x0, STDOUT
        mov     x1, x20
        mov     x2, REPORT_SIZE
        mov     x8, NR_write
        svc     #0
        mov     x0, STDOUT
        mov     x1, x19
        ldr     x2, =program_end - program
        mov     x8, NR_write
        svc     #0
        mov     x0, #0
        b       exit
broken:
        mov     x0, BROKEN
exit:
        mov     x8, NR_exit_group
        svc     #0
        .ltorg

        .balign 16
stub:
        .incbin "stub-aarch64.bin"
