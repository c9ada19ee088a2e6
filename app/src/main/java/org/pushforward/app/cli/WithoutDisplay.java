package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.views.raster.ViewState;

/** What the program does where no window can open: it runs the default experiment and says where its picture is. */
final class WithoutDisplay {

    private WithoutDisplay() { }

    static int run(PrintWriter out) {
        Experiment e = Catalogue.defaultExperiment();
        Path picture = Path.of("pushforward.png").toAbsolutePath();
        try (HeadlessRun headless = new HeadlessRun(RunDefinition.of(e, e.defaults(), 1), Runtime.getRuntime().availableProcessors())) {
            headless.advance(10_000, out);
            Results.picture(headless.run(), ViewState.DARK, Results.WIDTH, Results.HEIGHT, picture);
            out.printf("There is no display, so no window opens. %s %s after %d steps; its picture is %s%n", e.id(), headless.state(),
                    headless.run().currentStep(), picture);
            return headless.exitCode();
        }
    }
}
