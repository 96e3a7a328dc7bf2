/** {@code ns ls}: which namespaces there are, as tables, trees and JSON. */
package ns.cli.inspect;
