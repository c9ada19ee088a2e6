package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.Session;

class OwnPresetsTest {

    @TempDir
    private Path home;

    @Test
    void whatIsKeptIsInTheGalleryUntilItIsForgotten() {
        Session shipped = Presets.all(Catalogue.all()).getFirst().session();
        Session mine = new Session("Für die Vorlesung!", "Look at the corner (Ada)", shipped.clock(), shipped.runs(), shipped.view());
        Path file = Presets.keep(home, mine);
        assertThat(file).exists().hasFileName("für-die-vorlesung.json");
        List<Presets.Preset> own = Presets.own(home, Catalogue.all(), e -> { throw e; });
        assertThat(own).singleElement().satisfies(p -> {
            assertThat(p.session().title()).isEqualTo("Für die Vorlesung!");
            assertThat(p.session().summary()).isEqualTo("Look at the corner (Ada)");
            assertThat(Presets.isOwn(p.name())).isTrue();
        });
        Presets.forget(home, own.getFirst().name());
        assertThat(Presets.own(home, Catalogue.all(), e -> { throw e; })).isEmpty();
    }

    @Test
    void aFileThatIsNoneIsNamedAndLeftOut() throws Exception {
        Session shipped = Presets.all(Catalogue.all()).getFirst().session();
        Presets.keep(home, shipped);
        Files.writeString(home.resolve("presets/broken.json"), "{");
        List<InputException> problems = new ArrayList<>();
        assertThat(Presets.own(home, Catalogue.all(), problems::add)).hasSize(1);
        assertThat(problems).singleElement().satisfies(e -> assertThat(e.getMessage()).contains("broken.json"));
    }
}
