# The supervisor for x86-64: what waits for a command in the place of ns, once that has nothing else to do. It is an executable
# of its own, to which Java adds its program.
#
# It walks the program, in which it starts the command, gets a pidfd of it and its file status in proc as its descriptors, and
# blocks the signals that it waits for. Then it passes those on as ns does: not a Ctrl-C that the command, in the same process
# group, has got from the terminal and handles; and where process 1 of a PID namespace has no handler, the kernel would drop
# the signal, so that SIGKILL goes in its place. It ends with the command's status.

        .intel_syntax noprefix
        .include "program.inc"
        .include "supervisor.inc"

        .equ NR_pread64, 17
        .equ NR_rt_sigtimedwait, 128
        .equ NR_exit_group, 231
        .equ NR_waitid, 247
        .equ NR_pidfd_send_signal, 424

        .text
file:   head    EM_X86_64
supervisor:
        mov     ebx, PROGRAM
        .include "walk-x86_64.inc"
done:
        sub     rsp, SIGINFO_SIZE + 16
        mov     rbp, rsp                        # rbp: a siginfo_t, and behind it a set of signals
        mov     rax, [rip + waited]
        mov     [rbp + SIGINFO_SIZE], rax
        xor     r14d, r14d                      # r14: the signal that SIGKILL has replaced
        mov     r13, [rip + blocked]

await:
        lea     rdi, [rbp + SIGINFO_SIZE]
        mov     rsi, rbp
        xor     edx, edx
        mov     r10d, SIGSET_SIZE
        mov     eax, NR_rt_sigtimedwait
        syscall
        cmp     eax, -EINTR
        je      await
        mov     edi, EXIT_BROKEN
        test    eax, eax
        js      exit
        mov     r12d, eax                       # r12: the signal
        cmp     eax, SIGCHLD
        je      ended

        mov     edi, COMMAND_STATUS
        mov     rsi, [rip + text]
        mov     edx, STATUS_SIZE
        xor     r10d, r10d
        mov     eax, NR_pread64
        syscall
        lea     rdi, [rsi + rax - 3 * LINE_SIZE]
search:
        cmp     rsi, rdi                        # where there is no such line, the command has ended or proc is not there
        jg      forward
        cmp     [rsi], r13
        je      found
        inc     rsi
        jmp     search
found:
        add     rsi, NAME_SIZE
        call    has
        jc      handled
        add     rsi, 2 * LINE_SIZE
        call    has
        jc      handled
        sub     rsi, LINE_SIZE
        call    has
        jc      forward
        mov     r14d, r12d
        mov     r12d, SIGKILL
        jmp     forward
handled:
        cmp     r12d, SIGINT
        jne     forward
        cmp     qword ptr [rip + own_group], 0
        jne     forward
        cmp     dword ptr [rbp + SI_CODE], SI_KERNEL
        je      await
forward:
        mov     edi, COMMAND
        mov     esi, r12d
        xor     edx, edx
        xor     r10d, r10d
        mov     eax, NR_pidfd_send_signal
        syscall
        jmp     await

has:                                            # the carry flag: whether signal r12 is in the set with sixteen digits at rsi
        lea     ecx, [r12 - 1]
        mov     edx, ecx
        shr     edx, 2
        neg     rdx
        movzx   eax, byte ptr [rsi + rdx + 15]
        mov     edx, eax
        shr     edx, 6                          # 1 of a to f, which begin at 0x61
        lea     edx, [rdx + 8 * rdx]
        and     eax, 15
        add     eax, edx
        and     ecx, 3
        bt      eax, ecx
        ret

ended:
        mov     dword ptr [rbp + SI_PID], 0
        mov     edi, P_PIDFD
        mov     esi, COMMAND
        mov     rdx, rbp
        mov     r10d, WEXITED | WNOHANG
        xor     r8d, r8d
        mov     eax, NR_waitid
        syscall
        cmp     dword ptr [rbp + SI_PID], 0
        je      await
        mov     edi, [rbp + SI_STATUS]
        cmp     dword ptr [rbp + SI_CODE], CLD_EXITED
        je      exit
        cmp     edi, SIGKILL
        jne     signalled
        test    r14d, r14d
        cmovnz  edi, r14d
signalled:
        add     edi, SIGNALLED
exit:
        mov     eax, NR_exit_group
        syscall
        ud2

blocked: .ascii  "SigBlk:\t"
text:   .8byte  0                               # where there is room for the text of the status
waited: .8byte  0                               # the signals that it waits for: not those that the caller ignores
own_group:
        .8byte  0                               # not 0 where the command has a process group of its own
end:
