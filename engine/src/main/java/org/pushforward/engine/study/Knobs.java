package org.pushforward.engine.study;

import org.pushforward.engine.api.ParameterSet;

/** The values in force, live changes included. Immutable. */
public record Knobs(ParameterSet values) {

    /** The value of a knob. */
    @SuppressWarnings("unchecked")
    public <T> T get(Knob<T> knob) {
        return (T) values.value(knob.id());
    }

    /** Whether a choice has this word. */
    public boolean is(Knob<String> choice, String word) {
        return get(choice).equals(word);
    }
}
