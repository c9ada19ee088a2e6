package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;

class PinsTest {

    private static final ParameterSet LINE = Catalogue.find("ot.line").defaults();

    @Test
    void whatActsAtOnceComesFirst() {
        ParameterSet photograph = Catalogue.find("mesh.monge-ampere").defaults();
        assertThat(Pins.of(List.of(), photograph)).startsWith("alpha", "smoothing");
        assertThat(Pins.of(List.of(), LINE)).containsExactly("points", "gap", "width");
    }

    @Test
    void everyExperimentHasTwoToFive() {
        for (Experiment e : Catalogue.all()) {
            List<String> pins = Pins.of(List.of(), e.defaults());
            long shown = e.parameters().stream().filter(p -> e.defaults().isShown(p.id())
                    && !(p instanceof Parameter.Vector || p instanceof Parameter.Text || p instanceof Parameter.Source)).count();
            assertThat(pins).as(e.id()).hasSizeBetween((int) Math.min(2, shown), Pins.MOST);
        }
        Presets.all(Catalogue.all()).forEach(p -> {
            List<String> pinned = p.session().view().pinned();
            assertThat(pinned).as(p.name()).hasSizeLessThanOrEqualTo(Pins.MOST);
            assertThat(p.experiment().parameters().stream().map(Parameter::id)).as(p.name()).containsAll(pinned);
        });
    }

    @Test
    void theChoiceHoldsUntilNothingIsLeftOfIt() {
        assertThat(Pins.of(List.of("steps", "no-such"), LINE)).containsExactly("steps");
        assertThat(Pins.of(Pins.with(List.of("steps"), "steps", false), LINE)).hasSize(3);
        assertThat(Pins.with(List.of("a", "b", "c", "d", "e"), "f", true)).containsExactly("b", "c", "d", "e", "f");
        assertThat(Pins.with(List.of("a", "b"), "a", true)).containsExactly("b", "a");
    }
}
