package ns.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.bench.measure.Series;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.svg.SVGGraphics2D;

/** A picture of a section: a bar for each median, with whiskers from the lower to the upper quartile. */
final class Plot {

    private static final int WIDTH = 900;
    private static final int HEIGHT_OF_BAR = 30;
    private static final int HEIGHT_OF_REST = 130;
    private static final double HALF_BAR = 0.35;
    private static final float LINE = 1.5f;
    private static final double ROOM = 1.05;

    /** Readable on white and on black. */
    private static final Color TEXT = new Color(0x808080);
    private static final Color BAR = new Color(0x4C8DD6);
    private static final Color WHISKER = new Color(0xD9822B);

    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    private Plot() {}

    /** Writes it as SVG, with a second line below its title. */
    static void write(Result result, String subtitle, Path file) throws IOException {
        List<Series> all = result.measured().series();
        JFreeChart chart = new JFreeChart(null, null, plot(all, result.section().unit()), false);
        chart.setTitle(text(result.section().title(), LARGE));
        chart.addSubtitle(text(subtitle, SMALL));
        chart.setBackgroundPaint(null);
        int height = HEIGHT_OF_REST + HEIGHT_OF_BAR * all.size();
        SVGGraphics2D svg = new SVGGraphics2D(WIDTH, height);
        svg.setDefsKeyPrefix(result.section().name()); // without one, a random number makes every run's file differ
        chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, height));
        Files.writeString(file, svg.getSVGElement());
    }

    private static TextTitle text(String text, Font font) {
        TextTitle title = new TextTitle(text, font);
        title.setPaint(TEXT);
        return title;
    }

    private static XYPlot plot(List<Series> all, String unit) {
        XYIntervalSeries figures = new XYIntervalSeries(unit);
        for (int i = 0; i < all.size(); i++) {
            Series each = all.get(i);
            figures.add(i, i - HALF_BAR, i + HALF_BAR, each.median(), each.lowerQuartile(), each.upperQuartile());
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(figures);
        NumberAxis values = new NumberAxis(unit);
        values.setRange(0, ROOM * all.stream().mapToDouble(Series::upperQuartile).max().orElseThrow());
        values.setLabelPaint(TEXT);
        values.setTickLabelPaint(TEXT);
        values.setTickLabelFont(SMALL);
        SymbolAxis names = new SymbolAxis(null, all.stream().map(Series::name).toArray(String[]::new));
        names.setInverted(true);
        names.setGridBandsVisible(false);
        names.setTickLabelPaint(TEXT);
        names.setTickLabelFont(SMALL);
        XYPlot plot = new XYPlot(data, names, values, bars());
        plot.setRenderer(1, whiskers());
        plot.setDataset(1, data);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(TEXT);
        return plot;
    }

    private static XYBarRenderer bars() {
        XYBarRenderer bars = new XYBarRenderer();
        bars.setBarPainter(new StandardXYBarPainter());
        bars.setShadowVisible(false);
        bars.setSeriesPaint(0, BAR);
        return bars;
    }

    private static XYErrorRenderer whiskers() {
        XYErrorRenderer whiskers = new XYErrorRenderer();
        whiskers.setDrawXError(false);
        whiskers.setDefaultShapesVisible(false);
        whiskers.setErrorPaint(WHISKER);
        whiskers.setErrorStroke(new BasicStroke(LINE));
        return whiskers;
    }
}
