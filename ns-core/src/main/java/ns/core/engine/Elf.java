package ns.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import ns.core.bindings.Elf64_Ehdr;
import ns.core.bindings.Elf64_Phdr;
import ns.core.bindings.core_h;
import ns.core.syscall.Architecture;

/**
 * The smallest static executable: a header of 120 bytes, and machine code that needs no memory but its stack.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/elf.5.html">elf(5)</a>
 */
final class Elf {

    static final int HEADER_SIZE = (int) (Elf64_Ehdr.sizeof() + Elf64_Phdr.sizeof());

    /** Where linkers put programs, above what vm.mmap_min_addr keeps free. */
    private static final long BASE = 0x40_0000;

    /** The largest page of any architecture here: that of AArch64 can be 64 KiB. */
    private static final long ALIGNMENT = 0x1_0000;

    private Elf() {}

    /** An executable that begins with the first instruction of the code, which must not depend on its address. */
    static byte[] executable(Architecture architecture, byte[] code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(HEADER_SIZE, Long.BYTES);
            file(header, architecture);
            segment(header.asSlice(Elf64_Ehdr.sizeof()), HEADER_SIZE + code.length);
            return ByteBuffer.allocate(HEADER_SIZE + code.length).put(header.asByteBuffer()).put(code).array();
        }
    }

    private static void file(MemorySegment header, Architecture architecture) {
        MemorySegment.copy(MemorySegment.ofArray(new byte[] {
            (byte) core_h.ELFMAG0(), (byte) core_h.ELFMAG1(), (byte) core_h.ELFMAG2(), (byte) core_h.ELFMAG3(),
            (byte) core_h.ELFCLASS64(), (byte) core_h.ELFDATA2LSB(), (byte) core_h.EV_CURRENT()
        }), 0, Elf64_Ehdr.e_ident(header), 0, 7);
        Elf64_Ehdr.e_type(header, (short) core_h.ET_EXEC());
        Elf64_Ehdr.e_machine(header, (short) architecture.elfMachine());
        Elf64_Ehdr.e_version(header, core_h.EV_CURRENT());
        Elf64_Ehdr.e_entry(header, BASE + HEADER_SIZE);
        Elf64_Ehdr.e_phoff(header, Elf64_Ehdr.sizeof());
        Elf64_Ehdr.e_ehsize(header, (short) Elf64_Ehdr.sizeof());
        Elf64_Ehdr.e_phentsize(header, (short) Elf64_Phdr.sizeof());
        Elf64_Ehdr.e_phnum(header, (short) 1);
    }

    /** The whole file, to be read and executed. */
    private static void segment(MemorySegment header, long size) {
        Elf64_Phdr.p_type(header, core_h.PT_LOAD());
        Elf64_Phdr.p_flags(header, core_h.PF_R() | core_h.PF_X());
        Elf64_Phdr.p_vaddr(header, BASE);
        Elf64_Phdr.p_paddr(header, BASE);
        Elf64_Phdr.p_filesz(header, size);
        Elf64_Phdr.p_memsz(header, size);
        Elf64_Phdr.p_align(header, ALIGNMENT);
    }
}
