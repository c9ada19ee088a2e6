package org.pushforward.views.raster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The same code draws for the window, on a command line without a display and in tests. */
class ToolkitFreeTest {

    private static final JavaClasses DRAWING = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pushforward.views.raster", "org.pushforward.views.colormap");

    @Test
    void neitherJavaFxNorAwt() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("javafx..", "java.awt..", "javax.swing..", "javax.imageio..")
                .check(DRAWING);
    }

    @Test
    void colormapsKnowNothingOfPanes() {
        noClasses().that().resideInAPackage("..colormap").should().dependOnClassesThat()
                .resideInAnyPackage("org.pushforward.views.raster..", "org.pushforward.engine..").check(DRAWING);
    }
}
