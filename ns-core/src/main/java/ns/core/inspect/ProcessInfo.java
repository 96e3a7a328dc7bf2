package ns.core.inspect;

/**
 * A process, as {@code ps -o pid,uid,user,args} shows it.
 *
 * @param pid its id in the JVM's PID namespace
 * @param uid its effective user, by the id that it has in the JVM's user namespace
 * @param user that user's name, or its id as text where it has none
 * @param command its program and arguments, separated by blanks, with control characters as they are; of a kernel
 *     thread, its name
 */
public record ProcessInfo(long pid, long uid, String user, String command) {}
