package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;

/** What every experiment must offer. */
class CatalogueTest {

    static Stream<Experiment> experiments() {
        return Catalogue.all().stream();
    }

    @Test
    void experimentsAreFoundByTheirIds() {
        for (Experiment e : Catalogue.all()) {
            assertThat(Catalogue.find(e.id())).isSameAs(e);
        }
        assertThat(Catalogue.all()).extracting(Experiment::id).doesNotHaveDuplicates();
        assertThat(Catalogue.defaultExperiment().id()).isEqualTo("mesh.monge-ampere");
        assertThatThrownBy(() -> Catalogue.find("mesh.none")).isInstanceOf(InputException.class)
                .hasMessageContaining("\"mesh.none\"").hasMessageContaining("mesh.monge-ampere");
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void textsAreThere(Experiment e) {
        assertThat(e.id()).matches("[a-z]+\\.[a-z0-9-]+");
        assertThat(e.description().idea()).hasSizeGreaterThan(80);
        assertThat(e.description().formulas()).isNotEmpty();
        assertThat(e.description().citations()).isNotEmpty();
        assertThat(e.panes()).isNotEmpty();
        assertThat(e.checks()).anyMatch(Check.Live.class::isInstance).anyMatch(Check.Reference.class::isInstance);
        assertThat(e.checks()).extracting(Check::id).doesNotHaveDuplicates();
        assertThat(e.checks()).allMatch(c -> !c.source().isBlank() && !c.name().isBlank());
        for (Parameter<?> p : e.parameters()) {
            assertThat(p.id()).matches("[a-z][a-z0-9-]*");
            assertThat(p.info().help()).as(p.id()).endsWith(".");
            assertThat(p.info().symbol()).as(p.id()).isNotBlank();
        }
    }

    @Test
    void whatTrainsANetworkSaysSo() {
        assertThat(Catalogue.all().stream().filter(Experiment::trains).map(Experiment::id)).contains("bridge.csbm-network", "bridge.alpha-csbm",
                "bridge.dsb", "bridge.density-ratio", "bridge.super-resolution-urban").doesNotContain("mesh.monge-ampere", "ot.line");
    }

    @TestFactory
    Stream<DynamicTest> defaultsAreAcceptedAndReadBackFromTheirTexts() {
        return experiments().flatMap(e -> e.parameters().stream().map(p -> DynamicTest.dynamicTest(e.id() + " " + p.id(), () -> {
            Set<Object> values = new HashSet<>(p.initial().cases().values());
            values.add(p.initial().otherwise());
            for (Object v : values) {
                assertThat(roundTrip(p, v)).isEqualTo(v);
            }
        })));
    }

    private static <T> T roundTrip(Parameter<T> p, Object value) {
        return p.parse(p.format(p.validate(value)));
    }
}
