package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.views.raster.Raster;

/** Every preset has a thumbnail: one that ships, or one that is made when it is first wanted. */
class PresetPictureTest {

    private static final List<Presets.Preset> PRESETS = Presets.all(Catalogue.all());

    @TempDir
    private Path folder;

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
