package org.pushforward.engine.study;

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
    private final String unit;
    private final ToDoubleBiFunction<S, Knobs> of;
    private Predicate<S> there = _ -> true;

    Gauge(String id, String label, String unit, ToDoubleBiFunction<S, Knobs> of) {
        this.id = id;
        this.label = label;
        this.unit = unit;
        this.of = of;
    }

    /** Only states that satisfy this have the number. */
    public Gauge<S> when(Predicate<S> has) {
        there = has;
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
        return new Diagnostics.Entry(id, label, unit, of.applyAsDouble(state, p));
    }
}
