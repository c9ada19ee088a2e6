package org.pushforward.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.Event;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

class CommandTextTest {

    private static Session session(RunDefinition... all) {
        return new Session("title", "", Session.Clock.STEP, List.of(all).stream().map(d -> new Session.SavedRun("run", -1, 0, d, 12, 12, "")).toList(), ViewSettings.NONE);
    }

    private static RunDefinition mesh() {
        Experiment e = Catalogue.find("mesh.monge-ampere");
        return RunDefinition.of(e, e.defaults().withText("alpha", "5").withText("monitor", "ring"), 3);
    }

    @Test
    void aRunIsMadeByWhatDiffersFromItsDefaults() {
        assertThat(CommandText.of(session(mesh()), Optional.empty()).orElseThrow()).startsWith("./pushforward run mesh.monge-ampere ").contains(" --set alpha=5")
                .contains(" --set monitor=ring").endsWith(" --seed 3 --steps 12 --out results");
    }

    @Test
    void whatWasChangedOnTheWayIsInTheFile() {
        RunDefinition changed = mesh().and(new Event(4, new Change.Set("alpha", 6.0)));
        assertThat(CommandText.of(session(changed), Optional.empty())).isEmpty();
        assertThat(CommandText.of(session(changed), Optional.of(Path.of("/tmp/my run's.json")))).contains("./pushforward render '/tmp/my run'\\''s.json' -o picture.png");
        assertThat(CommandText.of(session(mesh(), mesh()), Optional.empty())).isEmpty();
    }
}
