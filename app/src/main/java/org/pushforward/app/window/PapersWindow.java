package org.pushforward.app.window;

import static org.pushforward.views.text.Language.counted;
import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import org.controlsfx.control.tableview2.TableColumn2;
import org.controlsfx.control.tableview2.TableView2;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.catalogue.Papers;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.views.control.ShortText;

/**
 * Every paper with the experiment that makes it run, a line each, and how many of its checks hold on this machine. A field filters by any
 * words; double-click or Enter opens the experiment; Ctrl+C copies the chosen papers, or all in sight, as BibTeX.
 */
final class PapersWindow {

    /** A line: a paper in one experiment. */
    private record Row(Experiment.Citation paper, Experiment experiment, VerdictStore.Tally checks) {

        boolean matches(String words) {
            String all = (paper + " " + experiment.id() + " " + experiment.description().title() + " " + experiment.description().family().title()).toLowerCase(Locale.ROOT);
            return Stream.of(words.toLowerCase(Locale.ROOT).strip().split("\\s+")).allMatch(all::contains);
        }
    }

    private final FilteredList<Row> rows;
    private final TableView2<Row> table = new TableView2<>();
    private final TextField search = new TextField();
    private final Label count = new Label();
    private final Consumer<Experiment> open;
    private final Consumer<List<Experiment.Citation>> copy;

    private PapersWindow(VerdictStore verdicts, Consumer<Experiment> open, Consumer<List<Experiment.Citation>> copy) {
        this.open = open;
        this.copy = copy;
        rows = new FilteredList<>(FXCollections.observableArrayList(Papers.of(Catalogue.all()).stream()
                .flatMap(p -> p.experiments().stream().map(e -> new Row(p.citation(), e, verdicts.tally(e)))).toList()));
        SortedList<Row> sorted = new SortedList<>(rows);
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        table.setId("papers");
        table.setTableMenuButtonVisible(true);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.getColumns().addAll(List.of(column(say("papers.column.title"), 420, r -> r.paper().title()), column(say("papers.column.authors"), 230, r -> r.paper().authors()),
                column(say("papers.column.year"), 56, r -> r.paper().year()), column(say("papers.column.experiment"), 230, r -> r.experiment().description().title()),
                column(say("papers.column.checks"), 150, r -> r.checks().toString()), column(say("papers.column.arxiv"), 170, r -> r.paper().arxiv()),
                column(say("papers.column.code"), 200, r -> r.paper().code())));
        table.setOnMouseClicked(e -> {
            if (e.getClickCount() == 2) {
                openChosen();
            }
        });
        table.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ENTER) {
                openChosen();
                e.consume();
            }
        });
        search.setId("papers-search");
        ShortText.keep(search);
        search.setPromptText(say("search"));
        search.setAccessibleText(say("papers.search"));
        search.textProperty().addListener((_, _, words) -> filter(words));
        filter("");
    }

    /**
     * @param open opens an experiment in the main window
     * @param copy puts papers into the clipboard
     */
    static void show(Window owner, VerdictStore verdicts, Consumer<Experiment> open, Consumer<List<Experiment.Citation>> copy) {
        PapersWindow papers = new PapersWindow(verdicts, open, copy);
        BorderPane root = new BorderPane(papers.table);
        root.setTop(papers.tools());
        root.getStyleClass().addAll("numbers", "papers");
        SideWindow.open(owner, say("papers.title"), root, 1180, 620).getAccelerators().put(KeyCombination.valueOf("Shortcut+C"), papers::copyChosen);
    }

    private HBox tools() {
        count.setId("papers-count");
        count.getStyleClass().add("muted");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button bibtex = new Button(say("papers.bibtex"));
        bibtex.setId("papers-bibtex");
        bibtex.setOnAction(_ -> copyChosen());
        HBox tools = new HBox(8, search, count, gap, bibtex);
        tools.setAlignment(Pos.CENTER_LEFT);
        tools.getStyleClass().add("tools");
        return tools;
    }

    private void filter(String words) {
        rows.setPredicate(r -> r.matches(words));
        long papers = rows.stream().map(Row::paper).distinct().count();
        count.setText(counted("papers.count", papers));
    }

    private void openChosen() {
        Optional.ofNullable(table.getSelectionModel().getSelectedItem()).ifPresent(r -> open.accept(r.experiment()));
    }

    private void copyChosen() {
        List<Row> chosen = table.getSelectionModel().getSelectedItems();
        copy.accept((chosen.isEmpty() ? table.getItems() : chosen).stream().map(Row::paper).distinct().toList());
    }

    private static <T> TableColumn2<Row, T> column(String name, double width, Function<Row, T> value) {
        TableColumn2<Row, T> column = new TableColumn2<>(name);
        column.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(value.apply(c.getValue())));
        column.setPrefWidth(width);
        return column;
    }
}
