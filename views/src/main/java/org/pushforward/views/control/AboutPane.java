package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.pushforward.engine.api.Experiment;
import org.pushforward.views.formula.FormulaView;

/** The idea of an experiment, its formulas and where they come from. */
public final class AboutPane extends VBox {

    private static final double FORMULA_SIZE = 15;

    private final Consumer<URI> open;

    /** {@code open} shows a page to the user. */
    public AboutPane(Consumer<URI> open) {
        this.open = open;
        setId("about");
        getStyleClass().add("about");
    }

    public void show(Experiment.Description d) {
        Label idea = label(d.idea(), "muted");
        idea.setId("about-idea");
        getChildren().setAll(label(say("about.title"), "title"), idea);
        if (!d.formulas().isEmpty()) {
            VBox formulas = new VBox(d.formulas().stream().map(f -> new FormulaView(f, FORMULA_SIZE)).toArray(Node[]::new));
            formulas.setId("about-formula");
            formulas.getStyleClass().add("formula");
            getChildren().add(formulas);
        }
        d.citations().forEach(c -> getChildren().add(citation(c)));
    }

    private Node citation(Experiment.Citation c) {
        Optional<URI> page = page(c.arxiv());
        if (page.isEmpty()) {
            return label(c.toString(), "muted");
        }
        Hyperlink link = new Hyperlink(c.toString());
        link.setWrapText(true);
        link.setOnAction(_ -> open.accept(page.get()));
        return link;
    }

    /** The page of an arXiv id or a DOI. */
    static Optional<URI> page(String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(URI.create(id.startsWith("10.") ? "https://doi.org/" + id : "https://arxiv.org/abs/" + id));
    }

    private static Label label(String text, String styleClass) {
        Label l = new Label(text);
        l.setWrapText(true);
        l.getStyleClass().add(styleClass);
        return l;
    }
}
