package org.pushforward.engine.study;

import java.lang.ref.SoftReference;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.StepContext;

/**
 * What several checks read off one run, which is played by whichever is measured first. Thread-safe.
 *
 * @param <R> a few numbers
 */
public final class Shared<R> {

    private final Function<StepContext, R> measure;
    private SoftReference<R> known = new SoftReference<>(null);

    Shared(Function<StepContext, R> measure) {
        this.measure = measure;
    }

    /** A number of it. */
    Check.Measurement read(ToDoubleFunction<R> number) {
        return new Read<>(this, number);
    }

    private record Read<R>(Shared<R> run, ToDoubleFunction<R> number) implements Check.Measurement {
        @Override
        public double measure(StepContext context) {
            return number.applyAsDouble(run.in(context));
        }
    }

    /** A run that is cancelled leaves nothing behind. */
    synchronized R in(StepContext context) {
        R r = known.get();
        if (r == null) {
            r = measure.apply(context);
            known = new SoftReference<>(r);
        }
        return r;
    }
}
