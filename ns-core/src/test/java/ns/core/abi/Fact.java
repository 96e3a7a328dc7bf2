package ns.core.abi;

import java.util.List;

/**
 * A claim of the bindings that C can confirm.
 *
 * @param expression an integer expression of C
 * @param bound its value according to the bindings
 * @param members the names of members that the expression uses
 */
record Fact(String expression, long bound, List<String> members) {

    Fact(String expression, long bound) {
        this(expression, bound, List.of());
    }
}
