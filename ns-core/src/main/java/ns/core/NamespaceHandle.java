package ns.core;

/** An existing namespace that a command can be started in, held by a descriptor; {@code nsenter --net=FILE}. */
public interface NamespaceHandle {

    /**
     * What kind of namespace it is.
     *
     * @return one of the eight
     */
    Namespace kind();

    /**
     * The descriptor that stands for it, as setns(2) takes it.
     *
     * @return a number that is valid as long as this object is not closed
     */
    int descriptor();
}
