package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.views.raster.ViewState;

/**
 * What the program does where no window can open: it runs the default experiment and says where its picture is, in the working folder
 * or, where that cannot be written, in the one for temporary files.
 */
final class WithoutDisplay {

    private WithoutDisplay() { }

    static int run(PrintWriter out) {
        Experiment e = Catalogue.defaultExperiment();
        Path picture = folder().resolve("pushforward.png");
        try (HeadlessRun headless = new HeadlessRun(RunDefinition.of(e, e.defaults(), 1), Runtime.getRuntime().availableProcessors())) {
            headless.advance(HeadlessRun.mostSteps(headless.run().definition()), out);
            Results.picture(headless.run(), ViewState.DARK, Results.WIDTH, Results.HEIGHT, picture);
            out.printf(Locale.ROOT, "There is no display, so no window opens. %s %s after %d steps; its picture is %s%n", e.id(), headless.state(),
                    headless.run().currentStep(), picture);
            return headless.exitCode();
        }
    }

    private static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        try {
            AtomicFile.prepareFolder(here);
            return here;
        } catch (InputException e) {
            return Path.of(System.getProperty("java.io.tmpdir"));
        }
    }
}
