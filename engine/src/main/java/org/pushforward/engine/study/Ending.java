package org.pushforward.engine.study;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Status;

/** What ends a run of a study. */
sealed interface Ending<S> {

    /** An end time counts as reached when this part of it is missing. */
    double ROUNDING = 1e-12;

    Course course(Knobs p);

    /**
     * @param step steps done
     * @param idle steps since the residual last fell
     */
    Status status(S s, Knobs p, long step, int idle);

    /** What must fall, or NaN where nothing does. */
    default double residual(S s) {
        return Double.NaN;
    }

    /** Fraction of the work done, or NaN. */
    default double progress(S s, Knobs p, long step) {
        return Double.NaN;
    }

    /** A residual comes down to δ. */
    record Rest<S>(Gauge<S> told, ToDoubleFunction<S> of, Knob<Double> delta, int patience, DoubleFunction<String> stalled)
            implements Ending<S> {

        @Override
        public Course course(Knobs p) {
            return Course.CONVERGENT;
        }

        @Override
        public double residual(S s) {
            return of.applyAsDouble(s);
        }

        @Override
        public Status status(S s, Knobs p, long step, int idle) {
            double r = residual(s);
            return r <= p.get(delta) ? Status.CONVERGED : idle < patience ? Status.RUNNING : stall(r);
        }

        private Status stall(double r) {
            double reached = Math.min(1, Math.pow(10, Math.ceil(Math.log10(r)) + 1));
            return new Status.Failed(new Status.Failure(Status.Kind.STALLED, told.id(), "", stalled.apply(r),
                    List.of(new Status.Remedy("Accept " + reached, delta.id(), reached))));
        }
    }

    /** The state knows. */
    record Own<S>(Function<Knobs, Course> how, Function<S, Status> when, ToDoubleFunction<S> share) implements Ending<S> {

        @Override
        public Course course(Knobs p) {
            return how.apply(p);
        }

        @Override
        public Status status(S s, Knobs p, long step, int idle) {
            return when.apply(s);
        }

        @Override
        public double progress(S s, Knobs p, long step) {
            return share.applyAsDouble(s);
        }
    }

    /** A number of steps. */
    record Count<S>(ToLongFunction<Knobs> steps) implements Ending<S> {

        @Override
        public Course course(Knobs p) {
            return new Course.Counted(steps.applyAsLong(p));
        }

        @Override
        public Status status(S s, Knobs p, long step, int idle) {
            return step >= steps.applyAsLong(p) ? Status.FINISHED : Status.RUNNING;
        }

        @Override
        public double progress(S s, Knobs p, long step) {
            return Math.min(1, (double) step / steps.applyAsLong(p));
        }
    }

    /**
     * A time.
     *
     * @param open where the time 0 means that nothing ends the run, the steps that it is played for where it is judged; else 0
     */
    record Time<S>(Knob<Double> end, ToDoubleFunction<S> now, long open) implements Ending<S> {

        private boolean isOpen(Knobs p) {
            return open > 0 && p.get(end) == 0;
        }

        @Override
        public Course course(Knobs p) {
            return isOpen(p) ? new Course.Open(open) : Course.TIMED;
        }

        @Override
        public Status status(S s, Knobs p, long step, int idle) {
            return progress(s, p, step) >= 1 - ROUNDING ? Status.FINISHED : Status.RUNNING;
        }

        @Override
        public double progress(S s, Knobs p, long step) {
            double t = p.get(end);
            return isOpen(p) ? Double.NaN : t == 0 ? 1 : Math.min(1, now.applyAsDouble(s) / t);
        }
    }

    /** Nothing. */
    record Never<S>(long verified) implements Ending<S> {

        @Override
        public Course course(Knobs p) {
            return new Course.Open(verified);
        }

        @Override
        public Status status(S s, Knobs p, long step, int idle) {
            return Status.RUNNING;
        }
    }
}
