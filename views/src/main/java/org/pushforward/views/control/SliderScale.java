package org.pushforward.views.control;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.pushforward.engine.api.Parameter;

/**
 * Maps a slider's position in [0, 1] to the values of a soft range and back, linearly or logarithmically. Values that come from a
 * slider are rounded to what a hand can aim at: whole numbers, a thousandth to a hundredth of a linear range, three digits on a
 * logarithmic one.
 */
record SliderScale(double min, double max, boolean log, boolean whole) {

    static SliderScale of(Parameter.Real p) {
        return new SliderScale(p.slider().min(), p.slider().max(), p.scale() == Parameter.Scale.LOG, false);
    }

    static SliderScale of(Parameter.Whole p) {
        return new SliderScale(p.slider().min(), p.slider().max(), p.scale() == Parameter.Scale.LOG, true);
    }

    SliderScale {
        if (!(max > min) || log && !(min > 0)) {
            throw new IllegalArgumentException("no slider from " + min + " to " + max + (log ? " on a logarithmic scale" : ""));
        }
    }

    /** Positions of values outside of the range are its ends. */
    double position(double value) {
        double t = log ? Math.log(Math.max(value, min) / min) / Math.log(max / min) : (value - min) / (max - min);
        return Math.clamp(t, 0, 1);
    }

    double value(double position) {
        double t = Math.clamp(position, 0, 1);
        if (t == 0 || t == 1) {
            return t == 0 ? min : max;
        }
        double v = log ? min * Math.pow(max / min, t) : min + t * (max - min);
        return Math.clamp(whole ? Math.rint(v) : rounded(v), min, max);
    }

    /** Position change of one key press: a hundredth of the range, at least one for whole numbers. */
    double increment() {
        return whole && !log ? Math.max(0.01, 1 / (max - min)) : 0.01;
    }

    private double rounded(double v) {
        if (log) {
            return new BigDecimal(v).round(new MathContext(3)).doubleValue();
        }
        int decimals = (int) -Math.floor(Math.log10((max - min) / 100));
        return new BigDecimal(v).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    }
}
