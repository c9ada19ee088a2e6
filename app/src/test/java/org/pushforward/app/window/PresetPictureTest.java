package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.views.raster.Raster;

/** Every preset has a thumbnail: one that ships, or one that is made when it is first wanted. */
class PresetPictureTest {

    private static final int MOST_STEPS = 3;
    /** Sixteen digits of five grey levels have few colors; a plain area, or a frame around nothing, has one or two. */
    private static final long PLAIN = 4;
    private static final List<Presets.Preset> PRESETS = Presets.all(Catalogue.all());

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyPresetHasItsThumbnail() {
        return PRESETS.stream().map(p -> DynamicTest.dynamicTest(p.name(), () -> assertTelling(shipped(p) ? read(p) : made(p))));
    }

    private static boolean shipped(Presets.Preset p) {
        return PresetPictureTest.class.getResource(p.thumbnail()) != null;
    }

    private static BufferedImage read(Presets.Preset p) throws IOException {
        try (InputStream in = PresetPictureTest.class.getResourceAsStream(p.thumbnail())) {
            return ImageIO.read(in);
        }
    }

    /** After a few steps, or where these show nothing yet after all. */
    private static BufferedImage made(Presets.Preset p) {
        BufferedImage few = drawn(settled(p));
        return colors(few) > PLAIN ? few : drawn(p);
    }

    private static BufferedImage drawn(Presets.Preset p) {
        Raster r = new PresetPicture(p, Path.of("unused")).draw(_ -> { });
        BufferedImage image = new BufferedImage(r.width(), r.height(), BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, r.width(), r.height(), r.pixels(), 0, r.width());
        return image;
    }

    /** What is reached in a blink, or in as long as one waits, depends on the machine; a few steps show something. */
    private static Presets.Preset settled(Presets.Preset p) {
        return new Presets.Preset(p.name(), p.session(), p.pictured() == Experiment.Preset.QUICK ? 2 : Math.min(p.pictured(), MOST_STEPS));
    }

    private static void assertTelling(BufferedImage image) {
        assertThat(image.getWidth()).isBetween(100, 1000);
        assertThat(image.getHeight()).isBetween(75, 1000);
        assertThat(colors(image)).as("more than a plain area").isGreaterThan(PLAIN);
    }

    private static long colors(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())).distinct().count();
    }

    @Test
    void whatWasMadeIsKeptInPlaceOfEarlierOnesAndOthersStay() throws IOException {
        Presets.Preset p = PRESETS.getFirst();
        PresetPicture picture = new PresetPicture(p, folder);
        assertThat(picture.file()).as("no picture of another definition").isNotEqualTo(new PresetPicture(PRESETS.get(1), folder).file())
                .isNotEqualTo(new PresetPicture(new Presets.Preset(p.name(), p.session(), 7), folder).file())
                .isEqualTo(new PresetPicture(p, folder).file());
        Path earlier = Files.createFile(folder.resolve(p.name() + ".0123456789abcdef.png"));
        Path other = Files.createFile(folder.resolve("another.0123456789abcdef.png"));
        picture.keep(new Raster(4, 3));
        assertThat(ImageIO.read(picture.file().toFile()).getWidth()).isEqualTo(4);
        assertThat(earlier).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void drawingEndsWhenNobodyLooksAnyMore() {
        assertThatThrownBy(() -> new PresetPicture(PRESETS.getFirst(), folder).draw(run -> run.cancelToken().cancel()))
                .isInstanceOf(CancelToken.Cancelled.class);
    }
}
