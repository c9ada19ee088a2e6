package org.pushforward.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.Thumbnail;

/** What ships in the gallery: every other preset here, the rest in {@link OtherPresetsTest}, so that two play at once. */
class PresetsTest {

    /** Whole presets are played by {@code verify}; here the first steps of those that experiments open with, and one step of their variants. */
    private static final int MOST_STEPS = 3;
    private static final int VARIANT_STEPS = 1;
    /** A step of a training is some dozen iterations, and four times slower where oneDNN cannot be trusted. */
    private static final int TRAINING_STEPS = 2;
    /** Sixteen digits of five grey levels have few colors; a plain area, or a frame around nothing, has one or two. */
    private static final long PLAIN = 4;
    private static final List<Presets.Preset> PRESETS = Presets.all(Catalogue.all());

    @Test
    void everyExperimentHasAPresetAndNamesAreUnique() {
        assertThat(PRESETS).extracting(Presets.Preset::name).doesNotHaveDuplicates().allMatch(n -> n.matches("[a-z0-9-]+"));
        assertThat(PRESETS).extracting(p -> p.session().title()).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(PRESETS).extracting(p -> p.experiment().id()).containsAll(Catalogue.all().stream().map(Experiment::id).toList());
    }

    /** Which half is played here. */
    int part() {
        return 0;
    }

    /** One play for both: to begin is most of the work of many. */
    @TestFactory
    Stream<DynamicTest> everyPresetPassesItsLiveChecksAndHasATellingThumbnail() {
        return IntStream.range(0, PRESETS.size()).filter(k -> k % 2 == part()).mapToObj(PRESETS::get).map(p -> DynamicTest.dynamicTest(p.name(), () -> {
            boolean isShipped = PresetsTest.class.getResource(p.thumbnail()) != null;
            if (isShipped) {
                try (InputStream in = PresetsTest.class.getResourceAsStream(p.thumbnail())) {
                    assertTelling(ImageIO.read(in));
                }
            }
            try (Run run = new Run(p.session().runs().getFirst().definition(), Runtime.getRuntime().availableProcessors())) {
                judge(run);
                boolean tells = isShipped;
                int most = isVariant(p) ? VARIANT_STEPS : p.experiment().trains() ? TRAINING_STEPS : MOST_STEPS;
                for (int k = 0; k < most && run.canStep(); k++) {
                    run.step();
                    judge(run);
                    tells = tells || tells(picture(p, run));
                }
                // Where these show nothing yet, those that the preset states do, or fewer; a picture after each costs more than the steps.
                while (!tells && run.canStep() && run.currentStep() < p.pictured()) {
                    run.step();
                    tells = Long.bitCount(run.currentStep()) == 1 && tells(picture(p, run));
                }
                if (!tells) {
                    assertTelling(picture(p, run));
                }
                assertThat(run.status()).as("goes on or comes to its end").isNotInstanceOf(Status.Failed.class);
            }
        }));
    }

    /** Whether another preset of its experiment stands before it. */
    private static boolean isVariant(Presets.Preset p) {
        return PRESETS.stream().filter(o -> o.experiment() == p.experiment()).findFirst().filter(o -> o != p).isPresent();
    }

    private static BufferedImage picture(Presets.Preset p, Run run) {
        SavedView seen = new SavedView(p.session().view());
        Raster r = Thumbnail.of(run, seen.panes(p.experiment()).getFirst(), seen, PaneColors.DARK, 132, 96);
        BufferedImage image = new BufferedImage(r.width(), r.height(), BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, r.width(), r.height(), r.pixels(), 0, r.width());
        return image;
    }

    private static void assertTelling(BufferedImage image) {
        assertThat(image.getWidth()).isBetween(100, 1000);
        assertThat(image.getHeight()).isBetween(75, 1000);
        assertThat(tells(image)).as("more than a plain area").isTrue();
    }

    private static boolean tells(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())).distinct().count() > PLAIN;
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
