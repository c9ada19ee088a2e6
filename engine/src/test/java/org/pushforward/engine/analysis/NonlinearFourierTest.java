package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.study.StudySolver;

class NonlinearFourierTest {

    private static final String[] SMALL = {"iterations=4", "iterations-per-step=1", "batch=2", "hidden=2"};

    private static String[] with(String... more) {
        return java.util.stream.Stream.of(SMALL, more).flatMap(java.util.Arrays::stream).toArray(String[]::new);
    }

    private static double[] layer(StudySolver<?> run, String id) {
        return run.frame(0, StepContext.serial()).layer(id).orElseThrow().arrays().stream().filter(a -> a.part().isEmpty()).findFirst().orElseThrow().values();
    }

    @Test
    void aSolitonAloneKeepsItsShape() {
        var run = new NonlinearFourier().opened(with("amplitude=1", "samples=512", "distance=0.2"));
        run.advance(4, StepContext.serial());
        assertThat(layer(run, "pulse-now")).usingComparatorWithPrecision(1e-5).containsExactly(layer(run, "pulse-first"));
        assertThat(run.diagnostics().value("drift").orElseThrow()).isLessThan(1e-4);
        assertThat(run.diagnostics().value("unit-error").orElseThrow()).isLessThan(1e-12);
    }

    /** The nonlinear transform differs from the linear one in the third order of the pulse. */
    @Test
    void weakPulsesHaveTheLinearSpectrum() {
        var run = new NonlinearFourier().opened(with("samples=64"));
        double weak = run.diagnostics().value("rmse-linear-low").orElseThrow();
        double strong = run.diagnostics().value("rmse-linear").orElseThrow();
        assertThat(strong / weak).isBetween(40.0, 300.0);
    }

    @Test
    void aPulseIsReadFromAFile(@TempDir Path folder) throws IOException {
        Path csv = folder.resolve("pulse.csv");
        Files.writeString(csv, "0,1.3,0\n2,1.3,0\n");
        var run = new NonlinearFourier().opened(with("pulse=file", "data=" + csv, "samples=512"));
        var rectangle = new NonlinearFourier().opened(with("pulse=rectangle", "amplitude=1.3", "samples=512"));
        assertThat(layer(run, "eigenvalues")).usingComparatorWithPrecision(1e-9).containsExactly(layer(rectangle, "eigenvalues"));
        assertThatThrownBy(() -> new NonlinearFourier().opened("pulse=file")).isInstanceOf(InputException.class).hasMessageContaining("data");
    }

    @Test
    void samplesThatCutARectangleAreRefused() {
        assertThatThrownBy(() -> new NonlinearFourier().opened("samples=100")).isInstanceOf(InputException.class).hasMessageContaining("multiple of 64");
    }
}
