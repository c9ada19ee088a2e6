package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pushforward.engine.api.InputException;

/**
 * A closed expression in some variables, with exact first and second derivatives ({@link Jet}). Numbers, pi, e; + − * / ^ ( ), where ^ binds
 * to the right and before a minus sign; &lt; &lt;= &gt; &gt;= give 1 or 0; functions of one, two and three arguments. Nothing else: no
 * implicit products, no other names, no code; at most {@value #LONGEST} characters and {@value #DEEPEST} levels. Derivatives of steps and
 * kinks are those of the side that is taken. Immutable.
 */
public final class Formula {

    static final int LONGEST = 2000;
    static final int DEEPEST = 100;

    /** f, f′, f″ at a place. */
    @FunctionalInterface
    private interface One {
        double[] at(double x);
    }

    /** f, f_a, f_b, f_aa, f_ab, f_bb at a place. */
    @FunctionalInterface
    private interface Two {
        double[] at(double a, double b);
    }

    /** Evaluates with the jets of the variables. */
    @FunctionalInterface
    interface Node {
        Jet at(Jet[] variables);
    }

    private static final Map<String, One> ONE = new TreeMap<>(Map.ofEntries(
            Map.entry("sqrt", x -> new double[] {Math.sqrt(x), 0.5 / Math.sqrt(x), -0.25 / (x * Math.sqrt(x))}),
            Map.entry("exp", x -> new double[] {Math.exp(x), Math.exp(x), Math.exp(x)}),
            Map.entry("log", x -> new double[] {Math.log(x), 1 / x, -1 / (x * x)}),
            Map.entry("sin", x -> new double[] {Math.sin(x), Math.cos(x), -Math.sin(x)}),
            Map.entry("cos", x -> new double[] {Math.cos(x), -Math.sin(x), -Math.cos(x)}),
            Map.entry("tan", x -> new double[] {Math.tan(x), 1 + square(Math.tan(x)), 2 * Math.tan(x) * (1 + square(Math.tan(x)))}),
            Map.entry("asin", x -> new double[] {Math.asin(x), 1 / Math.sqrt(1 - x * x), x / Math.pow(1 - x * x, 1.5)}),
            Map.entry("acos", x -> new double[] {Math.acos(x), -1 / Math.sqrt(1 - x * x), -x / Math.pow(1 - x * x, 1.5)}),
            Map.entry("atan", x -> new double[] {Math.atan(x), 1 / (1 + x * x), -2 * x / square(1 + x * x)}),
            Map.entry("sinh", x -> new double[] {Math.sinh(x), Math.cosh(x), Math.sinh(x)}),
            Map.entry("cosh", x -> new double[] {Math.cosh(x), Math.sinh(x), Math.cosh(x)}),
            Map.entry("tanh", x -> new double[] {Math.tanh(x), 1 - square(Math.tanh(x)), -2 * Math.tanh(x) * (1 - square(Math.tanh(x)))}),
            Map.entry("sech", x -> new double[] {1 / Math.cosh(x), -Math.tanh(x) / Math.cosh(x), (2 * square(Math.tanh(x)) - 1) / Math.cosh(x)}),
            Map.entry("abs", x -> new double[] {Math.abs(x), Math.signum(x), 0}),
            Map.entry("sign", x -> new double[] {Math.signum(x), 0, 0}),
            Map.entry("floor", x -> new double[] {Math.floor(x), 0, 0})));

    private static final Map<String, Two> TWO = new TreeMap<>(Map.of(
            "min", (a, b) -> new double[] {Math.min(a, b), a <= b ? 1 : 0, a <= b ? 0 : 1, 0, 0, 0},
            "max", (a, b) -> new double[] {Math.max(a, b), a >= b ? 1 : 0, a >= b ? 0 : 1, 0, 0, 0},
            "pow", Formula::power,
            "hypot", (a, b) -> {
                double r = Math.hypot(a, b);
                return new double[] {r, a / r, b / r, b * b / (r * r * r), -a * b / (r * r * r), a * a / (r * r * r)};
            },
            "atan2", (a, b) -> {
                double s = a * a + b * b;
                return new double[] {Math.atan2(a, b), b / s, -a / s, -2 * a * b / (s * s), (a * a - b * b) / (s * s), 2 * a * b / (s * s)};
            }));

    private static final Map<String, Integer> THREE = new TreeMap<>(Map.of("if", 3, "clamp", 3));

    private final String text;
    private final List<String> variables;
    private final Node root;

    private Formula(String text, List<String> variables, Node root) {
        this.text = text;
        this.variables = variables;
        this.root = root;
    }

    /**
     * Errors: {@link InputException} that names the parameter, the character and what is allowed there.
     *
     * @param name of the parameter, for messages
     * @param variables that may occur; {@code r2} among them is a variable like any other
     */
    public static Formula of(String name, String text, List<String> variables) {
        if (text.length() > LONGEST) {
            throw new InputException(name + ": a formula of " + text.length() + " characters; at most " + LONGEST + " are read");
        }
        return new Formula(text.strip(), List.copyOf(variables), new Parser(name, text, variables).all());
    }

    /** The value with its derivatives by the jets' variables. */
    public Jet at(Jet... values) {
        return root.at(values);
    }

    /** The value with its derivatives by the variables of the formula. */
    public Jet jet(double... values) {
        Jet[] jets = new Jet[values.length];
        Arrays.setAll(jets, i -> Jet.variable(values[i], i, values.length));
        return root.at(jets);
    }

    public double value(double... values) {
        Jet[] jets = new Jet[values.length];
        Arrays.setAll(jets, i -> Jet.constant(values[i], 0));
        return root.at(jets).value();
    }

    /** Errors: {@link InputException} with the place where a value is not finite, or not positive where it must be. */
    public InputException wrongAt(String name, double value, double... place) {
        String where = Arrays.stream(place).mapToObj(v -> String.format(Locale.ROOT, "%.4g", v)).collect(Collectors.joining(", "));
        return new InputException(name + " is " + (Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "no finite number") + " at ("
                + where + ")", "change the formula so that it is " + (Double.isFinite(value) ? "positive" : "finite") + " everywhere");
    }

    public List<String> variables() {
        return variables;
    }

    @Override
    public String toString() {
        return text;
    }

    private static double square(double x) {
        return x * x;
    }

    /** aᵇ; with a whole b negative a is fine too, but has no derivative by b. */
    private static double[] power(double a, double b) {
        double p = Math.pow(a, b);
        double log = a > 0 ? Math.log(a) : Double.NaN;
        double by = b == 0 ? 0 : b * Math.pow(a, b - 1);
        double twice = b == 0 || b == 1 ? 0 : b * (b - 1) * Math.pow(a, b - 2);
        return new double[] {p, by, p * log, twice, Math.pow(a, b - 1) * (1 + b * log), p * log * log};
    }

    /** Recursive descent: comparison, sum, product, sign, power, atom. */
    private static final class Parser {
        private final String name;
        private final String text;
        private final List<String> variables;
        private int at;
        private int depth;

        Parser(String name, String text, List<String> variables) {
            this.name = name;
            this.text = text;
            this.variables = variables;
        }

        Node all() {
            Node n = comparison();
            if (peek() != 0) {
                throw wrong("\"" + peek() + "\" does not belong there; write an operator between two values, products with *");
            }
            return n;
        }

        private InputException wrong(String what) {
            return new InputException(name + ": at character " + (Math.min(at, text.length()) + 1) + ": " + what);
        }

        private char peek() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean takes(char c) {
            if (peek() == c) {
                at++;
                return true;
            }
            return false;
        }

        private Node comparison() {
            if (++depth > DEEPEST) {
                throw wrong("more than " + DEEPEST + " levels of brackets");
            }
            Node a = sum();
            char sign = peek();
            if (sign == '<' || sign == '>') {
                at++;
                boolean orEqual = at < text.length() && text.charAt(at) == '=';
                at += orEqual ? 1 : 0;
                Node b = sum();
                Node left = a;
                a = v -> {
                    Jet x = left.at(v);
                    double y = b.at(v).value();
                    boolean holds = sign == '<' ? x.value() < y : x.value() > y;
                    return Jet.constant(holds || orEqual && x.value() == y ? 1 : 0, x.gradient().length);
                };
            }
            depth--;
            return a;
        }

        private Node sum() {
            Node a = product();
            while (peek() == '+' || peek() == '-') {
                double s = text.charAt(at++) == '+' ? 1 : -1;
                a = two(a, product(), (x, y) -> new double[] {x + s * y, 1, s, 0, 0, 0});
            }
            return a;
        }

        private Node product() {
            Node a = sign();
            while (peek() == '*' || peek() == '/') {
                boolean over = text.charAt(at++) == '/';
                a = two(a, sign(), over ? (x, y) -> new double[] {x / y, 1 / y, -x / (y * y), 0, -1 / (y * y), 2 * x / (y * y * y)}
                        : (x, y) -> new double[] {x * y, y, x, 0, 1, 0});
            }
            return a;
        }

        private Node sign() {
            if (++depth > DEEPEST) {
                throw wrong("more than " + DEEPEST + " levels of signs");
            }
            Node n;
            if (takes('-')) {
                Node a = sign();
                n = v -> {
                    Jet x = a.at(v);
                    return x.then(-x.value(), -1, 0);
                };
            } else {
                n = takes('+') ? sign() : power();
            }
            depth--;
            return n;
        }

        private Node power() {
            Node a = atom();
            return takes('^') ? two(a, sign(), Formula::power) : a;
        }

        private Node atom() {
            char c = peek();
            if (takes('(')) {
                Node n = comparison();
                close();
                return n;
            }
            if (c >= '0' && c <= '9' || c == '.') {
                return number();
            }
            if (Character.isLetter(c)) {
                return named();
            }
            throw wrong(c == 0 ? "the formula ends where a value should be" : "\"" + c + "\" is not a value; give a number, a variable ("
                    + String.join(", ", variables) + ") or a function");
        }

        private void close() {
            if (!takes(')')) {
                throw wrong("a closing bracket is missing");
            }
        }

        private Node number() {
            int from = at;
            while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.'
                    || (text.charAt(at) == '+' || text.charAt(at) == '-') && "eE".indexOf(text.charAt(at - 1)) >= 0 && at > from
                    || "eE".indexOf(text.charAt(at)) >= 0 && at + 1 < text.length() && "+-0123456789".indexOf(text.charAt(at + 1)) >= 0)) {
                at++;
            }
            try {
                return constant(Double.parseDouble(text.substring(from, at)));
            } catch (NumberFormatException e) {
                at = from;
                throw wrong("this is no number");
            }
        }

        private static Node constant(double x) {
            return v -> Jet.constant(x, v.length == 0 ? 0 : v[0].gradient().length);
        }

        private Node named() {
            int from = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            String word = text.substring(from, at);
            int variable = variables.indexOf(word);
            if (variable >= 0) {
                return v -> v[variable];
            }
            if (word.equals("pi") || word.equals("e")) {
                return constant(word.equals("e") ? Math.E : Math.PI);
            }
            if (!ONE.containsKey(word) && !TWO.containsKey(word) && !THREE.containsKey(word)) {
                at = from;
                throw wrong(peekAfter(from + word.length()) == '(' ? "no function \"" + word + "\"; there are " + functions()
                        : "no variable \"" + word + "\"; there are " + String.join(", ", variables) + ", pi, e");
            }
            if (!takes('(')) {
                throw wrong(word + " needs its arguments in brackets");
            }
            return call(word);
        }

        private char peekAfter(int k) {
            int i = k;
            while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                i++;
            }
            return i < text.length() ? text.charAt(i) : 0;
        }

        private static String functions() {
            return String.join(", ", ONE.keySet()) + ", " + String.join(", ", TWO.keySet()) + ", " + String.join(", ", THREE.keySet());
        }

        private Node call(String word) {
            int count = ONE.containsKey(word) ? 1 : TWO.containsKey(word) ? 2 : 3;
            Node[] a = new Node[count];
            for (int k = 0; k < count; k++) {
                a[k] = comparison();
                if (k + 1 < count && !takes(',')) {
                    throw wrong(word + " takes " + count + " arguments, separated by commas");
                }
            }
            close();
            return switch (count) {
                case 1 -> one(a[0], ONE.get(word));
                case 2 -> two(a[0], a[1], TWO.get(word));
                default -> word.equals("if") ? v -> a[a[0].at(v).value() != 0 ? 1 : 2].at(v)
                        : two(two(a[0], a[1], TWO.get("max")), a[2], TWO.get("min"));
            };
        }

        private static Node one(Node a, One f) {
            return v -> {
                Jet x = a.at(v);
                double[] d = f.at(x.value());
                return x.then(d[0], d[1], d[2]);
            };
        }

        private static Node two(Node a, Node b, Two f) {
            return v -> {
                Jet x = a.at(v);
                Jet y = b.at(v);
                double[] d = f.at(x.value(), y.value());
                return Jet.of(x, y, d[0], d[1], d[2], d[3], d[4], d[5]);
            };
        }
    }
}
