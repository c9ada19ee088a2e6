package org.pushforward.engine.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A declared parameter. Sliders, command-line flags, session files, documentation and undo are all generated from it.
 *
 * @param <T> type of the values: Double, Integer, String, Boolean, {@link VectorValue} or {@link SourceFile}
 */
public sealed interface Parameter<T> {

    Info info();

    Default<T> initial();

    /** The value if it is of the right type and allowed; a whole number is taken for a real one. Else an {@link InputException}. */
    T validate(Object value);

    /** The value of a text as typed on the command line. */
    T parse(String text);

    /** The inverse of {@link #parse}. */
    String format(T value);

    /** What is allowed, for messages and documentation. */
    String allowed();

    default String id() {
        return info().id();
    }

    /** When a change takes effect. */
    enum Effect { LIVE, RESET }

    /** How a slider maps to values. */
    enum Scale { LINEAR, LOG }

    /**
     * What is known about a parameter besides its type.
     *
     * @param id stable name: {@code --set id=value}
     * @param symbol as in the paper
     * @param help one sentence for the tooltip
     * @param source where the parameter or its default comes from, for example "eq. 12"
     * @param shownWhen all of them must hold for the parameter to matter
     */
    record Info(String id, String symbol, String label, String unit, String group, String help, String source, Effect effect,
            List<Condition> shownWhen) {
        public Info {
            shownWhen = List.copyOf(shownWhen);
        }

        public static Info of(String id, String symbol, String label, String group, String help) {
            return new Info(id, symbol, label, "", group, help, "", Effect.RESET, List.of());
        }

        public Info unit(String newUnit) {
            return new Info(id, symbol, label, newUnit, group, help, source, effect, shownWhen);
        }

        public Info source(String newSource) {
            return new Info(id, symbol, label, unit, group, help, newSource, effect, shownWhen);
        }

        public Info live() {
            return new Info(id, symbol, label, unit, group, help, source, Effect.LIVE, shownWhen);
        }

        public Info shownFor(String parameter, String... choices) {
            List<Condition> all = new ArrayList<>(shownWhen);
            all.add(new Condition(parameter, Set.of(choices)));
            return new Info(id, symbol, label, unit, group, help, source, effect, all);
        }
    }

    /** Holds when the choice {@code parameter} has one of the values. */
    record Condition(String parameter, Set<String> anyOf) {
        public Condition {
            anyOf = Set.copyOf(anyOf);
        }
    }

    /** A default that may depend on the value of a choice. {@code choice} is empty when it does not. */
    record Default<T>(T otherwise, String choice, Map<String, T> cases) {
        public Default {
            cases = Map.copyOf(cases);
        }

        public static <T> Default<T> of(T value) {
            return new Default<>(value, "", Map.of());
        }

        public static <T> Default<T> by(String choice, T otherwise) {
            return new Default<>(otherwise, choice, Map.of());
        }

        public Default<T> when(T value, String... choices) {
            Map<String, T> more = new LinkedHashMap<>(cases);
            for (String c : choices) {
                more.put(c, value);
            }
            return new Default<>(otherwise, choice, more);
        }
    }

    /** An interval; {@code openMin} excludes the lower end. */
    record Range(double min, double max, boolean openMin) {

        /** What is unbounded is bounded so that squares, ratios and twice a number are still numbers. */
        private static final double LEAST = 1e-100;
        private static final double LARGEST = 1e100;

        public static Range of(double min, double max) {
            return new Range(min, max, false);
        }

        public static Range positive() {
            return new Range(LEAST, LARGEST, false);
        }

        public static Range nonNegative() {
            return new Range(0, LARGEST, false);
        }

        public boolean contains(double v) {
            return v <= max && (openMin ? v > min : v >= min);
        }

        @Override
        public String toString() {
            return openMin ? "in (" + Real.text(min) + ", " + Real.text(max) + "]" : Real.text(min) + " to " + Real.text(max);
        }
    }

    /** A real number. {@code slider} is the soft range, {@code accepted} the hard one. */
    record Real(Info info, Range slider, Range accepted, Scale scale, Default<Double> initial) implements Parameter<Double> {

        @Override
        public Double validate(Object value) {
            double v = switch (value) {
                case Double d -> d;
                case Integer i -> i;
                default -> throw wrong(this, String.valueOf(value));
            };
            if (!Double.isFinite(v) || !accepted.contains(v)) {
                throw wrong(this, text(v));
            }
            return v == 0 ? 0.0 : v;
        }

        @Override
        public Double parse(String text) {
            try {
                return validate(Double.valueOf(text.strip()));
            } catch (NumberFormatException e) {
                throw wrong(this, text);
            }
        }

        @Override
        public String format(Double value) {
            return text(value);
        }

        @Override
        public String allowed() {
            return "a number " + accepted;
        }

        /** The shortest text that reads back as the same number, without a trailing ".0". */
        public static String text(double v) {
            if (v == Math.rint(v) && Math.abs(v) < 1e7) {
                return String.format(Locale.ROOT, "%d", (long) v);
            }
            return Double.toString(v).replace("E", "e").replace(".0e", "e");
        }
    }

    /** A whole number. */
    record Whole(Info info, Range slider, Range accepted, Scale scale, Default<Integer> initial) implements Parameter<Integer> {

        @Override
        public Integer validate(Object value) {
            if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) <= Integer.MAX_VALUE) {
                return validate(d.intValue());
            }
            if (!(value instanceof Integer i) || !accepted.contains(i)) {
                throw wrong(this, value instanceof Double d ? Real.text(d) : String.valueOf(value));
            }
            return i;
        }

        @Override
        public Integer parse(String text) {
            try {
                return validate(Integer.valueOf(text.strip()));
            } catch (NumberFormatException e) {
                throw wrong(this, text);
            }
        }

        @Override
        public String format(Integer value) {
            return value.toString();
        }

        @Override
        public String allowed() {
            return "a whole number " + accepted;
        }
    }

    /** One of a few words. */
    record Choice(Info info, List<String> choices, Default<String> initial) implements Parameter<String> {
        public Choice {
            choices = List.copyOf(choices);
        }

        @Override
        public String validate(Object value) {
            if (!(value instanceof String s) || !choices.contains(s)) {
                throw wrong(this, String.valueOf(value));
            }
            return s;
        }

        @Override
        public String parse(String text) {
            return validate(text.strip());
        }

        @Override
        public String format(String value) {
            return value;
        }

        @Override
        public String allowed() {
            return String.join(", ", choices);
        }
    }

    /** On or off. */
    record Flag(Info info, Default<Boolean> initial) implements Parameter<Boolean> {

        @Override
        public Boolean validate(Object value) {
            if (!(value instanceof Boolean b)) {
                throw wrong(this, String.valueOf(value));
            }
            return b;
        }

        @Override
        public Boolean parse(String text) {
            return switch (text.strip()) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong(this, text);
            };
        }

        @Override
        public String format(Boolean value) {
            return value.toString();
        }

        @Override
        public String allowed() {
            return "true, false";
        }
    }

    /**
     * A text of a kind, as a formula.
     *
     * @param what is allowed, for messages
     * @param check throws an {@link InputException} that says what is wrong with a text
     */
    record Text(Info info, String what, Consumer<String> check, Default<String> initial) implements Parameter<String> {

        @Override
        public String validate(Object value) {
            if (!(value instanceof String s)) {
                throw wrong(this, String.valueOf(value));
            }
            check.accept(s);
            return s;
        }

        @Override
        public String parse(String text) {
            return validate(text.strip());
        }

        @Override
        public String format(String value) {
            return value;
        }

        @Override
        public String allowed() {
            return what;
        }
    }

    /** A vector "3,-1" or a matrix "2,.8;.8,.5". {@code rows} or {@code columns} 0 means any number. */
    record Vector(Info info, int rows, int columns, Default<VectorValue> initial) implements Parameter<VectorValue> {

        /** Of its numbers, without sign, as of the coordinates in files: the square is still a number of 32 bits. */
        private static final double LARGEST = 1e15;

        @Override
        public VectorValue validate(Object value) {
            if (!(value instanceof VectorValue v) || rows != 0 && v.rows() != rows || columns != 0 && v.columns() != columns
                    || v.values().stream().anyMatch(x -> !(Math.abs(x) <= LARGEST))) {
                throw wrong(this, String.valueOf(value));
            }
            return v;
        }

        @Override
        public VectorValue parse(String text) {
            try {
                return validate(VectorValue.parse(text));
            } catch (NumberFormatException e) {
                throw wrong(this, text);
            }
        }

        @Override
        public String format(VectorValue value) {
            return value.toString();
        }

        @Override
        public String allowed() {
            String r = rows == 0 ? "any number of" : String.valueOf(rows);
            String c = columns == 0 ? "any number of" : String.valueOf(columns);
            return "rows split by ; and numbers split by , with " + r + " rows and " + c + " columns, at most " + Real.text(LARGEST) + " in size";
        }
    }

    /**
     * A file: an image, a point set, a mesh; or something built in.
     *
     * @param kind what a file must hold, for the reader and the file chooser
     * @param builtIn names of what can be had without a file
     * @param understanding says in one line what was understood of a file, empty for what is built in; throws what reading it throws
     */
    record Source(Info info, String kind, List<String> extensions, List<String> builtIn, Default<SourceFile> initial,
            Function<SourceFile, String> understanding) implements Parameter<SourceFile> {
        public Source {
            extensions = List.copyOf(extensions);
            builtIn = List.copyOf(builtIn);
        }

        public Source(Info info, String kind, List<String> extensions, List<String> builtIn, Default<SourceFile> initial) {
            this(info, kind, extensions, builtIn, initial, _ -> "");
        }

        public Source(Info info, String kind, List<String> extensions, Default<SourceFile> initial) {
            this(info, kind, extensions, List.of(), initial);
        }

        @Override
        public SourceFile validate(Object value) {
            if (!(value instanceof SourceFile s) || s.origin() == SourceFile.Origin.BUILT_IN && !builtIn.contains(s.name())) {
                throw wrong(this, String.valueOf(value));
            }
            return s;
        }

        /** What is built in comes before a file of the same name, as samples do not: say ./name for the file. */
        @Override
        public SourceFile parse(String text) {
            return builtIn.contains(text.strip()) ? SourceFile.builtIn(text.strip()) : named(text);
        }

        private SourceFile named(String text) {
            try {
                return SourceFile.named(text);
            } catch (InputException e) {
                throw builtIn.isEmpty() ? e : new InputException(id() + ": " + e.getMessage(), "give " + allowed(), e);
            }
        }

        @Override
        public String format(SourceFile value) {
            return value.location();
        }

        @Override
        public String allowed() {
            String files = kind + " (" + String.join(", ", extensions) + ")";
            return builtIn.isEmpty() ? files : String.join(", ", builtIn) + ", or " + files;
        }
    }

    /** The value of a {@link Vector}: a matrix, row-major. */
    record VectorValue(int rows, int columns, List<Double> values) {

        /** No number at all: the empty text. */
        public static final VectorValue NONE = new VectorValue(0, 0, List.of());

        public VectorValue {
            values = List.copyOf(values);
            if (rows * columns != values.size()) {
                throw new IllegalArgumentException(rows + " × " + columns + " from " + values.size() + " numbers");
            }
        }

        /** Whether every number is smaller than 1e-100, so that squares of them are 0. */
        public boolean isNothing() {
            return values.stream().allMatch(v -> Math.abs(v) < 1e-100);
        }

        public static VectorValue parse(String text) {
            if (text.isBlank()) {
                return NONE;
            }
            List<Double> all = new ArrayList<>();
            String[] lines = text.strip().split(";", -1);
            int columns = lines[0].split(",", -1).length;
            for (String line : lines) {
                String[] cells = line.split(",", -1);
                if (cells.length != columns) {
                    throw new NumberFormatException("rows of different length");
                }
                Arrays.stream(cells).map(c -> Double.valueOf(c.strip())).forEach(all::add);
            }
            if (all.stream().anyMatch(v -> !Double.isFinite(v))) {
                throw new NumberFormatException("not finite");
            }
            return new VectorValue(lines.length, columns, all);
        }

        @Override
        public String toString() {
            StringBuilder s = new StringBuilder();
            for (int k = 0; k < values.size(); k++) {
                s.append(k == 0 ? "" : k % columns == 0 ? ";" : ",").append(Real.text(values.get(k)));
            }
            return s.toString();
        }
    }

    private static InputException wrong(Parameter<?> p, String value) {
        return new InputException(p.id() + ": " + InputException.quoted(value) + " is not allowed; give " + p.allowed());
    }
}
