/** Where packets go: the routes of a network namespace, and the rules that choose between its tables; ip-route(8), ip-rule(8). */
package ns.net.route;
