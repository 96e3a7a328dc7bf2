package ns.bench.command;

/** The least that a program in Java can do. */
final class Hello {

    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
