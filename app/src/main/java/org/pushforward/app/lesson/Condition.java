package org.pushforward.app.lesson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;

/**
 * When a task is done, as a sentence over a run: {@code min-jacobian < 0 and parameter alpha > 2}. A bare name is a diagnostic; others are
 * {@code step}, {@code seed}, {@code runs} (how many are open), {@code strokes} (of the brush), {@code state} (paused, playing, converged,
 * finished, failed) and {@code parameter NAME}. Relations are {@code < <= > >= = !=}; {@code or} binds less than {@code and}.
 *
 * @param any terms, all of which hold in at least one of the lists
 */
public record Condition(String source, List<List<Term>> any) {

    private static final Pattern TERM = Pattern.compile("(parameter\\s+)?(\\S+)\\s*(<=|>=|!=|<|>|=)\\s*(\\S+)");

    public Condition {
        any = any.stream().map(List::copyOf).toList();
    }

    /** One comparison. */
    public record Term(Kind kind, String name, Relation relation, String value) { }

    /** What is compared. */
    enum Kind { DIAGNOSTIC, PARAMETER, STEP, SEED, RUNS, STROKES, STATE }

    /** How it is compared. */
    enum Relation {
        LESS("<"), AT_MOST("<="), MORE(">"), AT_LEAST(">="), EQUAL("="), OTHER("!=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        boolean holds(double a, double b) {
            return switch (this) {
                case LESS -> a < b;
                case AT_MOST -> a <= b;
                case MORE -> a > b;
                case AT_LEAST -> a >= b;
                case EQUAL -> a == b;
                case OTHER -> a != b;
            };
        }
    }

    /** @throws InputException when it cannot be read */
    public static Condition parse(String text) {
        List<List<Term>> any = new ArrayList<>();
        for (String all : text.split("\\s+or\\s+")) {
            any.add(Arrays.stream(all.split("\\s+and\\s+")).map(Condition::term).toList());
        }
        return new Condition(text, any);
    }

    private static Term term(String text) {
        Matcher m = TERM.matcher(text.strip());
        if (!m.matches()) {
            throw new InputException(InputException.quoted(text) + " is no condition; write for example min-jacobian < 0, or parameter eps > 0.1");
        }
        Relation relation = Arrays.stream(Relation.values()).filter(r -> r.sign.equals(m.group(3))).findFirst().orElseThrow();
        Kind kind = m.group(1) != null ? Kind.PARAMETER : Arrays.stream(Kind.values()).filter(k -> k.ordinal() >= Kind.STEP.ordinal())
                .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(m.group(2))).findFirst().orElse(Kind.DIAGNOSTIC);
        boolean orderless = kind == Kind.STATE && relation != Relation.EQUAL && relation != Relation.OTHER;
        if (orderless || kind != Kind.STATE && kind != Kind.PARAMETER && number(m.group(4)).isEmpty()
                || kind == Kind.STATE && Arrays.stream(RunState.values()).noneMatch(s -> name(s).equals(m.group(4)))) {
            throw new InputException(InputException.quoted(text) + " compares what cannot be compared");
        }
        return new Term(kind, m.group(2), relation, m.group(4));
    }

    /** Complains about names and values that an experiment has not. */
    void check(Experiment e) {
        any.stream().flatMap(List::stream).filter(t -> t.kind == Kind.PARAMETER).forEach(t -> parsed(e.defaults().parameter(t.name), t.value));
    }

    /** Ids of the diagnostics it reads. */
    public List<String> diagnostics() {
        return any.stream().flatMap(List::stream).filter(t -> t.kind == Kind.DIAGNOSTIC).map(Term::name).distinct().toList();
    }

    /** @param runs how many runs are open */
    public boolean holds(RunSnapshot s, int runs) {
        return any.stream().anyMatch(all -> all.stream().allMatch(t -> holds(t, s, runs)));
    }

    private static boolean holds(Term t, RunSnapshot s, int runs) {
        return switch (t.kind) {
            case DIAGNOSTIC -> compare(t, s.frame().diagnostics().value(t.name));
            case PARAMETER -> compareParameter(t, s.parameters());
            case STEP -> compare(t, s.frame().step());
            case SEED -> compare(t, s.definition().seed());
            case RUNS -> compare(t, runs);
            case STROKES -> compare(t, s.definition().events().stream().filter(e -> e.change() instanceof Change.Stroke).count());
            case STATE -> name(s.state()).equals(t.value) == (t.relation == Relation.EQUAL);
        };
    }

    private static boolean compare(Term t, double value) {
        return compare(t, OptionalDouble.of(value));
    }

    private static boolean compare(Term t, OptionalDouble value) {
        return value.isPresent() && t.relation.holds(value.getAsDouble(), number(t.value).orElseThrow());
    }

    private static boolean compareParameter(Term t, ParameterSet parameters) {
        Object there = parameters.value(t.name);
        Object wanted = parsed(parameters.parameter(t.name), t.value);
        if (there instanceof Number a && wanted instanceof Number b) {
            return t.relation.holds(a.doubleValue(), b.doubleValue());
        }
        return there.equals(wanted) == (t.relation == Relation.EQUAL);
    }

    private static Object parsed(Parameter<?> p, String text) {
        return p.parse(text);
    }

    private static String name(RunState s) {
        return s.name().toLowerCase(Locale.ROOT);
    }

    private static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
