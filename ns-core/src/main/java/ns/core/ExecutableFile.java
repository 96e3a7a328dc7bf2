package ns.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import ns.core.bindings.Elf64_Ehdr;
import ns.core.bindings.Elf64_Phdr;
import ns.core.bindings.core_h;

/** What the beginning of an executable file says of the other file that it needs to be executed. */
final class ExecutableFile {

    /** PT_INTERP of elf.h: the program header that tells where the name of the loader is. */
    private static final int INTERPRETER = 3;

    private static final byte[] ELF = {
        (byte) core_h.ELFMAG0(), (byte) core_h.ELFMAG1(), (byte) core_h.ELFMAG2(), (byte) core_h.ELFMAG3()};

    private ExecutableFile() {}

    /** The interpreter of a script, without its arguments; empty of other files. */
    static Optional<String> interpreter(byte[] beginning) {
        String line = text(beginning, 0, beginning.length).lines().findFirst().orElse("");
        return line.startsWith("#!") ? Optional.of(line.substring(2).strip().split("[ \t\0]")[0]) : Optional.empty();
    }

    /** The dynamic loader of a program of this machine; empty of other files, and where its name lies further on. */
    static Optional<String> loader(byte[] beginning) {
        if (beginning.length < Elf64_Ehdr.sizeof() || !Arrays.equals(ELF, 0, ELF.length, beginning, 0, ELF.length)) {
            return Optional.empty();
        }
        ByteBuffer file = ByteBuffer.wrap(beginning).order(ByteOrder.nativeOrder());
        long at = file.getLong((int) Elf64_Ehdr.e_phoff$offset());
        int count = file.getShort((int) Elf64_Ehdr.e_phnum$offset());
        for (int i = 0; i < count && at >= 0 && at <= beginning.length - Elf64_Phdr.sizeof(); i++) {
            if (file.getInt((int) (at + Elf64_Phdr.p_type$offset())) == INTERPRETER) {
                long from = file.getLong((int) (at + Elf64_Phdr.p_offset$offset()));
                long size = file.getLong((int) (at + Elf64_Phdr.p_filesz$offset()));
                return from < 0 || size < 1 || size > beginning.length || from > beginning.length - size
                        ? Optional.empty() : Optional.of(text(beginning, (int) from, (int) size - 1)); // without its NUL
            }
            at += Elf64_Phdr.sizeof();
        }
        return Optional.empty();
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
}
