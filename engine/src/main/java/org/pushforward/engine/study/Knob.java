package org.pushforward.engine.study;

import java.util.function.Function;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Scale;

/**
 * A parameter as it is declared; its values are read by it, not by a name. What follows a declaration ({@code .log().live()}) is said
 * before the study is used for the first time.
 *
 * @param <T> type of the values
 */
public final class Knob<T> {

    private Info info;
    private Default<T> initial;
    private Range slider;
    private Range accepted;
    private Scale scale = Scale.LINEAR;
    private final Function<Knob<T>, Parameter<T>> make;

    Knob(Info info, Default<T> initial, Range slider, Function<Knob<T>, Parameter<T>> make) {
        this.info = info;
        this.initial = initial;
        this.slider = slider;
        accepted = slider;
        this.make = make;
    }

    /** What may be typed, where it is more than the slider reaches. */
    public Knob<T> within(double min, double max) {
        accepted = Range.of(min, max);
        return this;
    }

    /** Any number above zero may be typed. */
    public Knob<T> positive() {
        accepted = Range.positive();
        return this;
    }

    /** Zero and any number above may be typed. */
    public Knob<T> nonNegative() {
        accepted = Range.nonNegative();
        return this;
    }

    /** The slider is logarithmic. */
    public Knob<T> log() {
        scale = Scale.LOG;
        return this;
    }

    /** It may change while the run goes on. */
    public Knob<T> live() {
        info = info.live();
        return this;
    }

    public Knob<T> unit(String unit) {
        info = info.unit(unit);
        return this;
    }

    /** Where it or its default comes from, for example "eq. 12". */
    public Knob<T> source(String source) {
        info = info.source(source);
        return this;
    }

    /** It matters only while a choice has one of these words. */
    public Knob<T> when(Knob<String> choice, String... words) {
        info = info.shownFor(choice.id(), words);
        return this;
    }

    /** Another default while a choice has one of these words; one knob follows one choice. */
    public Knob<T> but(T value, Knob<String> choice, String... words) {
        Default<T> before = initial.choice().isEmpty() ? Default.by(choice.id(), initial.otherwise()) : initial;
        if (!before.choice().equals(choice.id())) {
            throw new IllegalStateException(id() + " follows " + before.choice() + " already");
        }
        initial = before.when(value, words);
        return this;
    }

    public String id() {
        return info.id();
    }

    Info info() {
        return info;
    }

    Default<T> initial() {
        return initial;
    }

    Range slider() {
        return slider;
    }

    Range accepted() {
        return accepted;
    }

    Scale scale() {
        return scale;
    }

    Parameter<T> parameter() {
        return make.apply(this);
    }
}
