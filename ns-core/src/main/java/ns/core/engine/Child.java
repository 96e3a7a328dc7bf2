package ns.core.engine;

/**
 * A child that has run its program to the end and become the command.
 *
 * @param pid its process id as this JVM sees it
 * @param pidfd by which it is signalled and reaped
 * @param answers what its steps were answered
 */
public record Child(long pid, Pidfd pidfd, Answers answers) {}
