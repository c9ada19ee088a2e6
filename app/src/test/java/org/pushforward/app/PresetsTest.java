package org.pushforward.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.Verifier;

/** What ships in the gallery. */
class PresetsTest {

    /** Whole presets are played by {@code verify}. */
    private static final int MOST_STEPS = 12;
    /** A step of a training is some dozen iterations, and four times slower where oneDNN cannot be trusted. */
    private static final int TRAINING_STEPS = 3;
    private static final List<Presets.Preset> PRESETS = Presets.all(Catalogue.all());

    @Test
    void everyExperimentHasAPresetAndNamesAreUnique() {
        assertThat(PRESETS).extracting(Presets.Preset::name).doesNotHaveDuplicates().allMatch(n -> n.matches("[a-z0-9-]+"));
        assertThat(PRESETS).extracting(p -> p.session().title()).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(PRESETS).extracting(p -> p.experiment().id()).containsAll(Catalogue.all().stream().map(Experiment::id).toList());
    }

    @TestFactory
    Stream<DynamicTest> everyFrameOfEveryPresetPassesItsLiveChecksAndNoMeshFolds() {
        return PRESETS.stream().map(p -> DynamicTest.dynamicTest(p.name(), () -> {
            try (Run run = new Run(p.session().runs().getFirst().definition(), Runtime.getRuntime().availableProcessors())) {
                judge(run);
                int most = p.experiment().trains() ? TRAINING_STEPS : MOST_STEPS;
                for (int k = 0; k < most && run.canStep(); k++) {
                    run.step();
                    judge(run);
                }
                assertThat(run.status()).as("goes on or comes to its end").isNotInstanceOf(Status.Failed.class);
            }
        }));
    }

    private static void judge(Run run) {
        Frame frame = run.frame();
        assertThat(Verifier.live(run.definition().experiment(), frame, run.status())).as("step %d", run.currentStep()).allMatch(Check.Verdict::pass);
        // Of meshes that move; a map that is being learned may fold meanwhile.
        if (!run.definition().experiment().id().equals("ma.kan-map")) {
            frame.diagnostics().value("min-jacobian").ifPresent(j -> assertThat(j).as("min J at step %d", run.currentStep()).isPositive());
        }
    }
}
