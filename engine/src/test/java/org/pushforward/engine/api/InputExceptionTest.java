package org.pushforward.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InputExceptionTest {

    @Test
    void messagesAreOneShortLineWhateverTheyQuote() {
        String long1 = "x".repeat(2_000_000);
        InputException e = new InputException("a.json: " + long1 + "\n; give less", "a\nhint");
        assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(InputException.LONGEST).startsWith("a.json: ").endsWith("; give less")
                .contains("…").doesNotContain("\n");
        assertThat(e.hint()).isEqualTo("a hint");
    }

    @Test
    void refusedValuesOfEveryParameterAreShortened() {
        String value = "1,".repeat(700_000) + "\nz";
        Parameter.Info info = Parameter.Info.of("a", "a", "A", "G", "h");
        List<Parameter<?>> all = List.of(
                new Parameter.Real(info, Parameter.Range.of(0, 1), Parameter.Range.of(0, 1), Parameter.Scale.LINEAR, Parameter.Default.of(1.0)),
                new Parameter.Choice(info, List.of("b"), Parameter.Default.of("b")), new Parameter.Flag(info, Parameter.Default.of(true)),
                new Parameter.Vector(info, 0, 0, Parameter.Default.of(Parameter.VectorValue.NONE)));
        for (Parameter<?> p : all) {
            assertThatThrownBy(() -> p.parse(value)).isInstanceOf(InputException.class).hasMessageStartingWith("a: \"1,1,")
                    .hasMessageContaining("…\" is not allowed; give " + p.allowed()).hasMessageNotContaining("\n");
        }
    }
}
