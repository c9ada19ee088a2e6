package org.pushforward.app.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pushforward.views.text.Language;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.catalogue.Catalogue;

class ExplanationTest {

    private static String text(Explanation e) {
        return e.parts().stream().map(p -> p.heading() + ": " + String.join(" ", p.sentences())).collect(Collectors.joining("\n"));
    }

    private static Pane pane(Experiment e, String id) {
        return e.panes().stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
    }

    private static Frame frame(Experiment e) {
        Solver s = e.create(e.defaults(), 1);
        return s.frame(0);
    }

    @Test
    void namesLayersAxesColorsAndChecks() {
        Experiment e = Catalogue.find("mesh.monge-ampere");
        Frame f = frame(e);
        String mesh = text(Explanation.of(pane(e, "mesh"), f, true, e, "Watch the petals.", Language.ENGLISH));
        assertThat(mesh).contains("the lines of the mesh (108 × 72 cells)", "640 × 427 pixels", "x runs from 0 to 1.5", "Watch the petals.");
        // The picture covers the density, whose colors nobody sees.
        assertThat(mesh).doesNotContain("Monitor m, as colors", "Color is");
        assertThat(text(Explanation.of(pane(e, "mesh"), f, false, e, "", Language.ENGLISH))).contains("Color is Monitor m");
        assertThat(text(Explanation.of(pane(e, "residual"), f, true, e, "", Language.ENGLISH))).contains("the steps of the run", "logarithmic scale");
        assertThat(text(Explanation.of(pane(e, "area"), f, true, e, "", Language.GERMAN))).contains("eine Farbe je Zelle", "logarithmisch");
    }

    @Test
    void aNoteComesFirstOfWhatToLookFor() {
        Experiment e = Catalogue.find("ot.line");
        Explanation x = Explanation.of(pane(e, "density").noted("See it part."), frame(e), true, e, "And then.", Language.ENGLISH);
        assertThat(x.parts().getLast().sentences()).startsWith("See it part.", "And then.");
    }

    @Test
    void everyPaneOfEveryFastExperimentIsExplainedInEveryLanguage() {
        for (String id : List.of("ot.line", "bridge.gaussian", "bridge.ipf-imf", "sph.gas", "dem.collision", "diffusion.sampler")) {
            Experiment e = Catalogue.find(id);
            Frame f = frame(e);
            for (Language l : Language.values()) {
                for (Pane p : e.panes()) {
                    assertThat(text(Explanation.of(p, f, true, e, "", l))).as("%s, %s", id, p.id()).doesNotContain("{0}", "null", "()");
                }
            }
        }
    }
}
