package org.pushforward.engine.study;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import org.pushforward.engine.api.Diagnostics;

/**
 * A number that is read off a state once a step. One that is not finite stops the run, so what is not always there says
 * {@linkplain #when when}.
 *
 * @param <S> the state of the study
 */
public final class Gauge<S> {

    private final String id;
    private final String label;
    private final ToDoubleBiFunction<S, Knobs> of;
    private Predicate<S> there = _ -> true;
    private Function<S, String> unitOf;

    Gauge(String id, String label, String unit, ToDoubleBiFunction<S, Knobs> of) {
        this.id = id;
        this.label = label;
        this.of = of;
        unitOf = _ -> unit;
    }

    /** Only states that satisfy this have the number. */
    public Gauge<S> when(Predicate<S> has) {
        there = has;
        return this;
    }

    /** Its unit depends on the state. */
    public Gauge<S> unit(Function<S, String> of) {
        unitOf = of;
        return this;
    }

    /** As its diagnostic is called. */
    public String id() {
        return id;
    }

    public String label() {
        return label;
    }

    boolean isThere(S state) {
        return there.test(state);
    }

    Diagnostics.Entry read(S state, Knobs p) {
        return new Diagnostics.Entry(id, label, unitOf.apply(state), of.applyAsDouble(state, p));
    }
}
