package ns.core.error;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import ns.core.bindings.core_h;

/**
 * An error number of the Linux kernel, with its symbol and its meaning.
 *
 * <p>A record, not an enum, because the set is open: a number this class does not name is kept, not lost.
 *
 * @param number the positive number, as in C's {@code errno}
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public record Errno(int number) implements Serializable {

    /** Symbol and text of a named error. */
    private record Name(String symbol, String text) {}

    private static final Map<Integer, Name> NAMES = new HashMap<>();

    /** Operation not permitted. */
    public static final Errno EPERM = known(core_h.EPERM(), "EPERM", "operation not permitted");
    /** No such file or directory. */
    public static final Errno ENOENT = known(core_h.ENOENT(), "ENOENT", "no such file or directory");
    /** No such process. */
    public static final Errno ESRCH = known(core_h.ESRCH(), "ESRCH", "no such process");
    /** Interrupted system call. */
    public static final Errno EINTR = known(core_h.EINTR(), "EINTR", "interrupted system call");
    /** Input/output error. */
    public static final Errno EIO = known(core_h.EIO(), "EIO", "input/output error");
    /** No such device or address. */
    public static final Errno ENXIO = known(core_h.ENXIO(), "ENXIO", "no such device or address");
    /** Argument list too long. */
    public static final Errno E2BIG = known(core_h.E2BIG(), "E2BIG", "argument list too long");
    /** Exec format error. */
    public static final Errno ENOEXEC = known(core_h.ENOEXEC(), "ENOEXEC", "exec format error");
    /** Bad file descriptor. */
    public static final Errno EBADF = known(core_h.EBADF(), "EBADF", "bad file descriptor");
    /** No child processes. */
    public static final Errno ECHILD = known(core_h.ECHILD(), "ECHILD", "no child processes");
    /** Resource temporarily unavailable. */
    public static final Errno EAGAIN = known(core_h.EAGAIN(), "EAGAIN", "resource temporarily unavailable");
    /** Cannot allocate memory. */
    public static final Errno ENOMEM = known(core_h.ENOMEM(), "ENOMEM", "cannot allocate memory");
    /** Permission denied. */
    public static final Errno EACCES = known(core_h.EACCES(), "EACCES", "permission denied");
    /** Bad address. */
    public static final Errno EFAULT = known(core_h.EFAULT(), "EFAULT", "bad address");
    /** Block device required. */
    public static final Errno ENOTBLK = known(core_h.ENOTBLK(), "ENOTBLK", "block device required");
    /** Device or resource busy. */
    public static final Errno EBUSY = known(core_h.EBUSY(), "EBUSY", "device or resource busy");
    /** File exists. */
    public static final Errno EEXIST = known(core_h.EEXIST(), "EEXIST", "file exists");
    /** Invalid cross-device link. */
    public static final Errno EXDEV = known(core_h.EXDEV(), "EXDEV", "invalid cross-device link");
    /** No such device. */
    public static final Errno ENODEV = known(core_h.ENODEV(), "ENODEV", "no such device");
    /** Not a directory. */
    public static final Errno ENOTDIR = known(core_h.ENOTDIR(), "ENOTDIR", "not a directory");
    /** Is a directory. */
    public static final Errno EISDIR = known(core_h.EISDIR(), "EISDIR", "is a directory");
    /** Invalid argument. */
    public static final Errno EINVAL = known(core_h.EINVAL(), "EINVAL", "invalid argument");
    /** Too many open files in system. */
    public static final Errno ENFILE = known(core_h.ENFILE(), "ENFILE", "too many open files in system");
    /** Too many open files. */
    public static final Errno EMFILE = known(core_h.EMFILE(), "EMFILE", "too many open files");
    /** Inappropriate ioctl for device. */
    public static final Errno ENOTTY = known(core_h.ENOTTY(), "ENOTTY", "inappropriate ioctl for device");
    /** Text file busy. */
    public static final Errno ETXTBSY = known(core_h.ETXTBSY(), "ETXTBSY", "text file busy");
    /** File too large. */
    public static final Errno EFBIG = known(core_h.EFBIG(), "EFBIG", "file too large");
    /** No space left on device. */
    public static final Errno ENOSPC = known(core_h.ENOSPC(), "ENOSPC", "no space left on device");
    /** Illegal seek. */
    public static final Errno ESPIPE = known(core_h.ESPIPE(), "ESPIPE", "illegal seek");
    /** Read-only file system. */
    public static final Errno EROFS = known(core_h.EROFS(), "EROFS", "read-only file system");
    /** Too many links. */
    public static final Errno EMLINK = known(core_h.EMLINK(), "EMLINK", "too many links");
    /** Broken pipe. */
    public static final Errno EPIPE = known(core_h.EPIPE(), "EPIPE", "broken pipe");
    /** Numerical argument out of domain. */
    public static final Errno EDOM = known(core_h.EDOM(), "EDOM", "numerical argument out of domain");
    /** Numerical result out of range. */
    public static final Errno ERANGE = known(core_h.ERANGE(), "ERANGE", "numerical result out of range");
    /** Resource deadlock avoided. */
    public static final Errno EDEADLK = known(core_h.EDEADLK(), "EDEADLK", "resource deadlock avoided");
    /** File name too long. */
    public static final Errno ENAMETOOLONG = known(core_h.ENAMETOOLONG(), "ENAMETOOLONG", "file name too long");
    /** No locks available. */
    public static final Errno ENOLCK = known(core_h.ENOLCK(), "ENOLCK", "no locks available");
    /** Function not implemented. */
    public static final Errno ENOSYS = known(core_h.ENOSYS(), "ENOSYS", "function not implemented");
    /** Directory not empty. */
    public static final Errno ENOTEMPTY = known(core_h.ENOTEMPTY(), "ENOTEMPTY", "directory not empty");
    /** Too many levels of symbolic links. */
    public static final Errno ELOOP = known(core_h.ELOOP(), "ELOOP", "too many levels of symbolic links");
    /** No message of desired type. */
    public static final Errno ENOMSG = known(core_h.ENOMSG(), "ENOMSG", "no message of desired type");
    /** Identifier removed. */
    public static final Errno EIDRM = known(core_h.EIDRM(), "EIDRM", "identifier removed");
    /** Channel number out of range. */
    public static final Errno ECHRNG = known(core_h.ECHRNG(), "ECHRNG", "channel number out of range");
    /** Level 2 not synchronized. */
    public static final Errno EL2NSYNC = known(core_h.EL2NSYNC(), "EL2NSYNC", "level 2 not synchronized");
    /** Level 3 halted. */
    public static final Errno EL3HLT = known(core_h.EL3HLT(), "EL3HLT", "level 3 halted");
    /** Level 3 reset. */
    public static final Errno EL3RST = known(core_h.EL3RST(), "EL3RST", "level 3 reset");
    /** Link number out of range. */
    public static final Errno ELNRNG = known(core_h.ELNRNG(), "ELNRNG", "link number out of range");
    /** Protocol driver not attached. */
    public static final Errno EUNATCH = known(core_h.EUNATCH(), "EUNATCH", "protocol driver not attached");
    /** No CSI structure available. */
    public static final Errno ENOCSI = known(core_h.ENOCSI(), "ENOCSI", "no CSI structure available");
    /** Level 2 halted. */
    public static final Errno EL2HLT = known(core_h.EL2HLT(), "EL2HLT", "level 2 halted");
    /** Invalid exchange. */
    public static final Errno EBADE = known(core_h.EBADE(), "EBADE", "invalid exchange");
    /** Invalid request descriptor. */
    public static final Errno EBADR = known(core_h.EBADR(), "EBADR", "invalid request descriptor");
    /** Exchange full. */
    public static final Errno EXFULL = known(core_h.EXFULL(), "EXFULL", "exchange full");
    /** No anode. */
    public static final Errno ENOANO = known(core_h.ENOANO(), "ENOANO", "no anode");
    /** Invalid request code. */
    public static final Errno EBADRQC = known(core_h.EBADRQC(), "EBADRQC", "invalid request code");
    /** Invalid slot. */
    public static final Errno EBADSLT = known(core_h.EBADSLT(), "EBADSLT", "invalid slot");
    /** Bad font file format. */
    public static final Errno EBFONT = known(core_h.EBFONT(), "EBFONT", "bad font file format");
    /** Device not a stream. */
    public static final Errno ENOSTR = known(core_h.ENOSTR(), "ENOSTR", "device not a stream");
    /** No data available. */
    public static final Errno ENODATA = known(core_h.ENODATA(), "ENODATA", "no data available");
    /** Timer expired. */
    public static final Errno ETIME = known(core_h.ETIME(), "ETIME", "timer expired");
    /** Out of streams resources. */
    public static final Errno ENOSR = known(core_h.ENOSR(), "ENOSR", "out of streams resources");
    /** Machine is not on the network. */
    public static final Errno ENONET = known(core_h.ENONET(), "ENONET", "machine is not on the network");
    /** Package not installed. */
    public static final Errno ENOPKG = known(core_h.ENOPKG(), "ENOPKG", "package not installed");
    /** Object is remote. */
    public static final Errno EREMOTE = known(core_h.EREMOTE(), "EREMOTE", "object is remote");
    /** Link has been severed. */
    public static final Errno ENOLINK = known(core_h.ENOLINK(), "ENOLINK", "link has been severed");
    /** Advertise error. */
    public static final Errno EADV = known(core_h.EADV(), "EADV", "advertise error");
    /** Srmount error. */
    public static final Errno ESRMNT = known(core_h.ESRMNT(), "ESRMNT", "srmount error");
    /** Communication error on send. */
    public static final Errno ECOMM = known(core_h.ECOMM(), "ECOMM", "communication error on send");
    /** Protocol error. */
    public static final Errno EPROTO = known(core_h.EPROTO(), "EPROTO", "protocol error");
    /** Multihop attempted. */
    public static final Errno EMULTIHOP = known(core_h.EMULTIHOP(), "EMULTIHOP", "multihop attempted");
    /** RFS specific error. */
    public static final Errno EDOTDOT = known(core_h.EDOTDOT(), "EDOTDOT", "RFS specific error");
    /** Bad message. */
    public static final Errno EBADMSG = known(core_h.EBADMSG(), "EBADMSG", "bad message");
    /** Value too large for defined data type. */
    public static final Errno EOVERFLOW = known(core_h.EOVERFLOW(), "EOVERFLOW", "value too large for defined data type");
    /** Name not unique on network. */
    public static final Errno ENOTUNIQ = known(core_h.ENOTUNIQ(), "ENOTUNIQ", "name not unique on network");
    /** File descriptor in bad state. */
    public static final Errno EBADFD = known(core_h.EBADFD(), "EBADFD", "file descriptor in bad state");
    /** Remote address changed. */
    public static final Errno EREMCHG = known(core_h.EREMCHG(), "EREMCHG", "remote address changed");
    /** Can not access a needed shared library. */
    public static final Errno ELIBACC = known(core_h.ELIBACC(), "ELIBACC", "can not access a needed shared library");
    /** Accessing a corrupted shared library. */
    public static final Errno ELIBBAD = known(core_h.ELIBBAD(), "ELIBBAD", "accessing a corrupted shared library");
    /** .lib section in a.out corrupted. */
    public static final Errno ELIBSCN = known(core_h.ELIBSCN(), "ELIBSCN", ".lib section in a.out corrupted");
    /** Attempting to link in too many shared libraries. */
    public static final Errno ELIBMAX = known(core_h.ELIBMAX(), "ELIBMAX", "attempting to link in too many shared libraries");
    /** Cannot exec a shared library directly. */
    public static final Errno ELIBEXEC = known(core_h.ELIBEXEC(), "ELIBEXEC", "cannot exec a shared library directly");
    /** Invalid or incomplete multibyte or wide character. */
    public static final Errno EILSEQ = known(core_h.EILSEQ(), "EILSEQ", "invalid or incomplete multibyte or wide character");
    /** Interrupted system call should be restarted. */
    public static final Errno ERESTART = known(core_h.ERESTART(), "ERESTART", "interrupted system call should be restarted");
    /** Streams pipe error. */
    public static final Errno ESTRPIPE = known(core_h.ESTRPIPE(), "ESTRPIPE", "streams pipe error");
    /** Too many users. */
    public static final Errno EUSERS = known(core_h.EUSERS(), "EUSERS", "too many users");
    /** Socket operation on non-socket. */
    public static final Errno ENOTSOCK = known(core_h.ENOTSOCK(), "ENOTSOCK", "socket operation on non-socket");
    /** Destination address required. */
    public static final Errno EDESTADDRREQ = known(core_h.EDESTADDRREQ(), "EDESTADDRREQ", "destination address required");
    /** Message too long. */
    public static final Errno EMSGSIZE = known(core_h.EMSGSIZE(), "EMSGSIZE", "message too long");
    /** Protocol wrong type for socket. */
    public static final Errno EPROTOTYPE = known(core_h.EPROTOTYPE(), "EPROTOTYPE", "protocol wrong type for socket");
    /** Protocol not available. */
    public static final Errno ENOPROTOOPT = known(core_h.ENOPROTOOPT(), "ENOPROTOOPT", "protocol not available");
    /** Protocol not supported. */
    public static final Errno EPROTONOSUPPORT = known(core_h.EPROTONOSUPPORT(), "EPROTONOSUPPORT", "protocol not supported");
    /** Socket type not supported. */
    public static final Errno ESOCKTNOSUPPORT = known(core_h.ESOCKTNOSUPPORT(), "ESOCKTNOSUPPORT", "socket type not supported");
    /** Operation not supported. */
    public static final Errno EOPNOTSUPP = known(core_h.EOPNOTSUPP(), "EOPNOTSUPP", "operation not supported");
    /** Protocol family not supported. */
    public static final Errno EPFNOSUPPORT = known(core_h.EPFNOSUPPORT(), "EPFNOSUPPORT", "protocol family not supported");
    /** Address family not supported by protocol. */
    public static final Errno EAFNOSUPPORT = known(core_h.EAFNOSUPPORT(), "EAFNOSUPPORT", "address family not supported by protocol");
    /** Address already in use. */
    public static final Errno EADDRINUSE = known(core_h.EADDRINUSE(), "EADDRINUSE", "address already in use");
    /** Cannot assign requested address. */
    public static final Errno EADDRNOTAVAIL = known(core_h.EADDRNOTAVAIL(), "EADDRNOTAVAIL", "cannot assign requested address");
    /** Network is down. */
    public static final Errno ENETDOWN = known(core_h.ENETDOWN(), "ENETDOWN", "network is down");
    /** Network is unreachable. */
    public static final Errno ENETUNREACH = known(core_h.ENETUNREACH(), "ENETUNREACH", "network is unreachable");
    /** Network dropped connection on reset. */
    public static final Errno ENETRESET = known(core_h.ENETRESET(), "ENETRESET", "network dropped connection on reset");
    /** Software caused connection abort. */
    public static final Errno ECONNABORTED = known(core_h.ECONNABORTED(), "ECONNABORTED", "software caused connection abort");
    /** Connection reset by peer. */
    public static final Errno ECONNRESET = known(core_h.ECONNRESET(), "ECONNRESET", "connection reset by peer");
    /** No buffer space available. */
    public static final Errno ENOBUFS = known(core_h.ENOBUFS(), "ENOBUFS", "no buffer space available");
    /** Transport endpoint is already connected. */
    public static final Errno EISCONN = known(core_h.EISCONN(), "EISCONN", "transport endpoint is already connected");
    /** Transport endpoint is not connected. */
    public static final Errno ENOTCONN = known(core_h.ENOTCONN(), "ENOTCONN", "transport endpoint is not connected");
    /** Cannot send after transport endpoint shutdown. */
    public static final Errno ESHUTDOWN = known(core_h.ESHUTDOWN(), "ESHUTDOWN", "cannot send after transport endpoint shutdown");
    /** Too many references: cannot splice. */
    public static final Errno ETOOMANYREFS = known(core_h.ETOOMANYREFS(), "ETOOMANYREFS", "too many references: cannot splice");
    /** Connection timed out. */
    public static final Errno ETIMEDOUT = known(core_h.ETIMEDOUT(), "ETIMEDOUT", "connection timed out");
    /** Connection refused. */
    public static final Errno ECONNREFUSED = known(core_h.ECONNREFUSED(), "ECONNREFUSED", "connection refused");
    /** Host is down. */
    public static final Errno EHOSTDOWN = known(core_h.EHOSTDOWN(), "EHOSTDOWN", "host is down");
    /** No route to host. */
    public static final Errno EHOSTUNREACH = known(core_h.EHOSTUNREACH(), "EHOSTUNREACH", "no route to host");
    /** Operation already in progress. */
    public static final Errno EALREADY = known(core_h.EALREADY(), "EALREADY", "operation already in progress");
    /** Operation now in progress. */
    public static final Errno EINPROGRESS = known(core_h.EINPROGRESS(), "EINPROGRESS", "operation now in progress");
    /** Stale file handle. */
    public static final Errno ESTALE = known(core_h.ESTALE(), "ESTALE", "stale file handle");
    /** Structure needs cleaning. */
    public static final Errno EUCLEAN = known(core_h.EUCLEAN(), "EUCLEAN", "structure needs cleaning");
    /** Not a XENIX named type file. */
    public static final Errno ENOTNAM = known(core_h.ENOTNAM(), "ENOTNAM", "not a XENIX named type file");
    /** No XENIX semaphores available. */
    public static final Errno ENAVAIL = known(core_h.ENAVAIL(), "ENAVAIL", "no XENIX semaphores available");
    /** Is a named type file. */
    public static final Errno EISNAM = known(core_h.EISNAM(), "EISNAM", "is a named type file");
    /** Remote I/O error. */
    public static final Errno EREMOTEIO = known(core_h.EREMOTEIO(), "EREMOTEIO", "remote I/O error");
    /** Disk quota exceeded. */
    public static final Errno EDQUOT = known(core_h.EDQUOT(), "EDQUOT", "disk quota exceeded");
    /** No medium found. */
    public static final Errno ENOMEDIUM = known(core_h.ENOMEDIUM(), "ENOMEDIUM", "no medium found");
    /** Wrong medium type. */
    public static final Errno EMEDIUMTYPE = known(core_h.EMEDIUMTYPE(), "EMEDIUMTYPE", "wrong medium type");
    /** Operation canceled. */
    public static final Errno ECANCELED = known(core_h.ECANCELED(), "ECANCELED", "operation canceled");
    /** Required key not available. */
    public static final Errno ENOKEY = known(core_h.ENOKEY(), "ENOKEY", "required key not available");
    /** Key has expired. */
    public static final Errno EKEYEXPIRED = known(core_h.EKEYEXPIRED(), "EKEYEXPIRED", "key has expired");
    /** Key has been revoked. */
    public static final Errno EKEYREVOKED = known(core_h.EKEYREVOKED(), "EKEYREVOKED", "key has been revoked");
    /** Key was rejected by service. */
    public static final Errno EKEYREJECTED = known(core_h.EKEYREJECTED(), "EKEYREJECTED", "key was rejected by service");
    /** Owner died. */
    public static final Errno EOWNERDEAD = known(core_h.EOWNERDEAD(), "EOWNERDEAD", "owner died");
    /** State not recoverable. */
    public static final Errno ENOTRECOVERABLE = known(core_h.ENOTRECOVERABLE(), "ENOTRECOVERABLE", "state not recoverable");
    /** Operation not possible due to RF-kill. */
    public static final Errno ERFKILL = known(core_h.ERFKILL(), "ERFKILL", "operation not possible due to RF-kill");
    /** Memory page has hardware error. */
    public static final Errno EHWPOISON = known(core_h.EHWPOISON(), "EHWPOISON", "memory page has hardware error");

    private static Errno known(int number, String symbol, String text) {
        NAMES.put(number, new Name(symbol, text));
        return new Errno(number);
    }

    /**
     * What an exception of Java's own file calls stands for, which says it in words alone.
     *
     * @param e the exception
     * @return the error number, EIO where none is known by these words
     */
    public static Errno of(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> ENOENT;
            case AccessDeniedException _ -> EACCES;
            case FileAlreadyExistsException _ -> EEXIST;
            case FileSystemException failed -> named(failed.getReason());
            default -> named(e.getMessage());
        };
    }

    private static Errno named(String text) {
        return NAMES.entrySet().stream().filter(each -> each.getValue().text().equalsIgnoreCase(text))
                .map(each -> new Errno(each.getKey())).findFirst().orElse(EIO);
    }

    /**
     * The symbol of the C header, {@code EPERM} for 1.
     *
     * @return the symbol; {@code errno} for a number no header names
     */
    public String symbol() {
        Name name = NAMES.get(number);
        return name == null ? "errno" : name.symbol();
    }

    /**
     * What strerror(3) says of it, without a capital letter.
     *
     * @return a few words
     */
    public String text() {
        Name name = NAMES.get(number);
        return name == null ? "unknown error" : name.text();
    }

    /**
     * Symbol and number, as ns prints them.
     *
     * @return {@code EPERM (1)}
     */
    @Override
    public String toString() {
        return symbol() + " (" + number + ")";
    }

    /** As any record's; but what a record makes itself takes a JVM that has just started milliseconds. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Errno errno && errno.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }
}
