package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ns.core.bindings.Elf64_Ehdr;
import ns.core.bindings.Elf64_Phdr;
import ns.core.bindings.clone_args;
import ns.core.bindings.core_h;
import ns.core.bindings.siginfo_t;
import ns.core.process.Tool;
import ns.core.syscall.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stubs and the inits are what their sources say, and their sources say the same as Java. */
class StubTest {

    private static final Path ASM = Path.of("src", "main", "asm");
    private static final Pattern EQU = Pattern.compile("(?m)^\\s*\\.equ (\\w+), (\\d+)");

    /** MAX_ERRNO of the kernel's linux/err.h, below which no answer is an error. */
    private static final long MAX_ERRNO = 4095;

    /** What a shell answers where a command cannot be run. */
    private static final long EXIT_FAILED = 127;

    /** What ns answers where it cannot do its own part. */
    private static final long SET_UP_FAILED = 125;

    @ParameterizedTest
    @EnumSource
    void theCheckedInCodeIsWhatTheSourcesAssembleTo(Architecture architecture, @TempDir Path temp) throws IOException {
        Tool.output("binutils and binutils-aarch64-linux-gnu",
                "sh", ASM.resolve("assemble.sh").toString(), temp.toString());
        assertEquals(Files.readString(temp.resolve("SupervisorCode.java")),
                Files.readString(Path.of("src/main/java/ns/core/engine/SupervisorCode.java")), "run " + ASM.resolve("assemble.sh"));
        for (String program : List.of("stub", "init")) {
            assertArrayEquals(Files.readAllBytes(temp.resolve(program + "-" + architecture.fileName() + ".bin")),
                    MachineCode.of(program, architecture), "run " + ASM.resolve("assemble.sh"));
        }
    }

    @Test
    void theInitHasTheNumbersOfTheHeaders() throws IOException {
        Map<String, Long> headers = new TreeMap<>();
        headers.put("COMMAND", 0L);
        headers.put("SIGHUP", (long) core_h.SIGHUP());
        headers.put("SIGCHLD", (long) core_h.SIGCHLD());
        headers.put("SIGSET_SIZE", (long) Long.BYTES);
        headers.put("SI_CODE", siginfo_t.si_code$offset());
        long child = siginfo_t._sifields$offset();
        headers.put("SI_PID", child + siginfo_t._sifields._sigchld.si_pid$offset());
        headers.put("SI_STATUS", child + siginfo_t._sifields._sigchld.si_status$offset());
        headers.put("SIGINFO_SIZE", siginfo_t.sizeof());
        headers.put("SI_KERNEL", (long) core_h.SI_KERNEL());
        headers.put("CLD_EXITED", (long) core_h.CLD_EXITED());
        headers.put("P_ALL", (long) core_h.P_ALL());
        headers.put("P_PID", (long) core_h.P_PID());
        headers.put("P_PIDFD", (long) core_h.P_PIDFD());
        headers.put("WNOHANG", (long) core_h.WNOHANG());
        headers.put("WEXITED", (long) core_h.WEXITED());
        headers.put("WNOWAIT", (long) core_h.WNOWAIT());
        headers.put("PR_SET_NAME", (long) core_h.PR_SET_NAME());
        headers.put("EINTR", (long) core_h.EINTR());
        headers.put("SIGNALLED", (long) Pidfd.SIGNALLED);
        headers.put("EXIT_BROKEN", SET_UP_FAILED);
        Map<String, Long> assembly = equ("init.inc");
        assembly.putAll(equ("signals.inc")); // which the supervisors have too
        assertEquals(headers, assembly);
    }

    @Test
    void theSupervisorHasTheNumbersOfJavaAndOfTheHeaders() throws IOException {
        Map<String, Long> expected = new TreeMap<>();
        expected.put("PROGRAM", Supervisor.PROGRAM);
        expected.put("PROGRAM_OFFSET", (long) Supervisor.PROGRAM_OFFSET);
        expected.put("COMMAND", (long) Supervisor.COMMAND);
        expected.put("STATUS_SIZE", (long) Supervisor.STATUS_SIZE);
        expected.put("COMMAND_STATUS", (long) Supervisor.COMMAND_STATUS);
        expected.put("EHDR_SIZE", Elf64_Ehdr.sizeof());
        expected.put("PHDR_SIZE", Elf64_Phdr.sizeof());
        expected.put("PT_LOAD", (long) core_h.PT_LOAD());
        expected.put("PF_X", (long) core_h.PF_X());
        expected.put("PF_W", (long) core_h.PF_W());
        expected.put("PF_R", (long) core_h.PF_R());
        expected.put("EM_X86_64", (long) core_h.EM_X86_64());
        expected.put("EM_AARCH64", (long) core_h.EM_AARCH64());
        expected.put("SIGINT", (long) core_h.SIGINT());
        expected.put("SIGKILL", (long) core_h.SIGKILL());
        Map<String, Long> supervisor = equ("supervisor.inc");
        supervisor.keySet().removeAll(List.of("BASE", "LARGEST_PAGE", "NAME_SIZE", "LINE_SIZE"));
        assertEquals(expected, supervisor);
        assertEquals(Elf64_Ehdr.sizeof() + Elf64_Phdr.sizeof() + Elf64_Phdr.p_filesz$offset(), Supervisor.SIZE_IN_FILE);
        assertEquals(Elf64_Ehdr.sizeof() + Elf64_Phdr.sizeof() + Elf64_Phdr.p_memsz$offset(), Supervisor.SIZE_IN_MEMORY);
    }

    @Test
    void assemblyAndJavaDescribeTheSameLayout() throws IOException, ReflectiveOperationException {
        Map<String, Long> java = layoutConstants();
        java.put("CLONE_ARGS_SIZE", clone_args.sizeof());
        java.put("FUTEX_WAIT", (long) core_h.FUTEX_WAIT());
        java.put("FUTEX_WAKE", (long) core_h.FUTEX_WAKE());
        java.put("SIG_SETMASK", (long) core_h.SIG_SETMASK());
        java.put("SIGSET_SIZE", (long) Long.BYTES);
        java.put("MAX_ERRNO", MAX_ERRNO);
        java.put("EXIT_FAILED", EXIT_FAILED);
        assertEquals(java, equ("program.inc"));
    }

    private static Map<String, Long> equ(String file) throws IOException {
        Map<String, Long> assembly = new TreeMap<>();
        Matcher matcher = EQU.matcher(Files.readString(ASM.resolve(file)));
        while (matcher.find()) {
            assembly.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        return assembly;
    }

    @Test
    void theArgumentsOfClone3LieWhereTheKernelLooks() {
        assertEquals(clone_args.flags$offset(), ProgramLayout.CLONE_ARGS_FLAGS);
        assertEquals(clone_args.pidfd$offset(), ProgramLayout.CLONE_ARGS_PIDFD);
        assertEquals(clone_args.child_tid$offset(), ProgramLayout.CLONE_ARGS_CHILD_TID);
        assertEquals(clone_args.exit_signal$offset(), ProgramLayout.CLONE_ARGS_EXIT_SIGNAL);
        assertEquals(clone_args.stack$offset(), ProgramLayout.CLONE_ARGS_STACK);
        assertEquals(clone_args.stack_size$offset(), ProgramLayout.CLONE_ARGS_STACK_SIZE);
        assertEquals(clone_args.sizeof(), ProgramLayout.HEADER_FIRST);
    }

    @Test
    void aStepIsAsLongAsItsPartsAndAPowerOfTwo() {
        assertEquals(ProgramLayout.STEP_ARGS + Program.MAX_ARGS * Long.BYTES, ProgramLayout.STEP_RESULT);
        assertEquals(1 << ProgramLayout.STEP_SHIFT, ProgramLayout.STEP_RESULT + Long.BYTES);
    }

    private static Map<String, Long> layoutConstants() throws ReflectiveOperationException {
        Map<String, Long> constants = new TreeMap<>();
        for (Field field : ProgramLayout.class.getDeclaredFields()) {
            boolean shared = field.getName().matches("(HEADER|STEP|CLONE_ARGS)_.*");
            if (shared && Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                constants.put(field.getName(), (long) field.getInt(null));
            }
        }
        return constants;
    }
}
