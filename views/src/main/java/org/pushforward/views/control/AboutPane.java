package org.pushforward.views.control;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.pushforward.engine.api.Experiment;

/** The idea of an experiment, its formulas and where they come from. */
public final class AboutPane extends VBox {

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
        getChildren().setAll(label("About", "title"), idea);
        if (!d.formulas().isEmpty()) {
            Label formulas = label(String.join("\n", d.formulas()), "formula");
            formulas.setId("about-formula");
            formulas.setMaxWidth(Double.MAX_VALUE);
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
