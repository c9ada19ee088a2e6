package org.pushforward.engine.api;

import java.math.BigDecimal;
import java.math.MathContext;

/** A measured quantity with its reference, the allowed error and the source of the reference. */
public sealed interface Check {

    /** Stable id within the experiment. */
    String id();

    /** What is measured, in a few words. */
    String name();

    Criterion criterion();

    /** Where the reference comes from: closed form, converged run of ours, or a publication. */
    String source();

    /**
     * Evaluated on the current run, whatever its parameters.
     *
     * @param diagnostic id of the number that is judged
     * @param whenConverged judged only once the run has converged or finished
     */
    record Live(String id, String name, String diagnostic, Criterion criterion, boolean whenConverged, String source) implements Check { }

    /**
     * Has its own fixed parameters; run by {@code verify}.
     *
     * @param isLong a training run: only with {@code verify --long} and in {@code bench}
     */
    record Reference(String id, String name, Criterion criterion, String source, boolean isLong, Measurement measurement) implements Check {
        public Reference(String id, String name, Criterion criterion, String source, Measurement measurement) {
            this(id, name, criterion, source, false, measurement);
        }
    }

    /** Measures the quantity of a reference check. */
    @FunctionalInterface
    interface Measurement {
        double measure(StepContext context);

        /** What is played for it: of two measurements of one and the same run, the second only reads what the first has played. */
        default Object run() {
            return this;
        }
    }

    /** How a value is compared with its reference. */
    enum Relation { AT_MOST, AT_LEAST, ABOVE, WITHIN }

    /** {@code tolerance} is the allowed distance for {@link Relation#WITHIN}, else 0. */
    record Criterion(Relation relation, double reference, double tolerance) {

        private static final double ROUNDING = 1e-12;
        private static final MathContext DIGITS = new MathContext(7);
        private static final MathContext FEW_DIGITS = new MathContext(3);

        public static Criterion atMost(double bound) {
            return new Criterion(Relation.AT_MOST, bound, 0);
        }

        /**
         * For what is zero but for rounding: sums of some thousand numbers of size one are off by 1e-16 to 1e-13, which depends on their order
         * and the processor.
         */
        public static Criterion atRounding() {
            return atMost(ROUNDING);
        }

        public static Criterion atLeast(double bound) {
            return new Criterion(Relation.AT_LEAST, bound, 0);
        }

        public static Criterion above(double bound) {
            return new Criterion(Relation.ABOVE, bound, 0);
        }

        public static Criterion within(double reference, double tolerance) {
            return new Criterion(Relation.WITHIN, reference, tolerance);
        }

        /** False for NaN. */
        public boolean holds(double value) {
            return switch (relation) {
                case AT_MOST -> value <= reference;
                case AT_LEAST -> value >= reference;
                case ABOVE -> value > reference;
                case WITHIN -> Math.abs(value - reference) <= tolerance;
            };
        }

        /** For example "≤ 0.05" or "2 ± 0.15". */
        @Override
        public String toString() {
            return switch (relation) {
                case AT_MOST -> "≤ " + number(reference);
                case AT_LEAST -> "≥ " + number(reference);
                case ABOVE -> "> " + number(reference);
                case WITHIN -> tolerance == 0 ? "= " + number(reference) : number(reference) + " ± " + number(tolerance, FEW_DIGITS);
            };
        }

        private static String number(double v) {
            return number(v, DIGITS);
        }

        /** As it would be written by hand: five percent of something, computed, has sixteen digits. */
        private static String number(double v, MathContext digits) {
            return Parameter.Real.text(Double.isFinite(v) ? new BigDecimal(v).round(digits).doubleValue() : v);
        }
    }

    /** The outcome of a check. */
    record Verdict(Check check, double value, boolean pass) {
        public static Verdict of(Check check, double value) {
            return new Verdict(check, value, check.criterion().holds(value));
        }
    }
}
