package org.pushforward.engine.catalogue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pushforward.engine.algebra.BinaryFactors;
import org.pushforward.engine.algebra.ChebyshevPolar;
import org.pushforward.engine.algebra.DiagramProducts;
import org.pushforward.engine.algebra.EquivariantLayers;
import org.pushforward.engine.algebra.FewAdditions;
import org.pushforward.engine.algebra.FlipGraph;
import org.pushforward.engine.algebra.GrowingSvd;
import org.pushforward.engine.algebra.OnlineDictionary;
import org.pushforward.engine.algebra.Quadrangles;
import org.pushforward.engine.algebra.RandomPivots;
import org.pushforward.engine.algebra.SubspacePower;
import org.pushforward.engine.algebra.ZeroingDynamics;
import org.pushforward.engine.analysis.DeferredCorrection;
import org.pushforward.engine.analysis.EqualCorrelations;
import org.pushforward.engine.analysis.LearnedPotential;
import org.pushforward.engine.analysis.MomentBootstrap;
import org.pushforward.engine.analysis.NonlinearFourier;
import org.pushforward.engine.analysis.QuasiMonteCarlo;
import org.pushforward.engine.analysis.RadarImages;
import org.pushforward.engine.analysis.SimplexSpectrum;
import org.pushforward.engine.analysis.TotalVariation;
import org.pushforward.engine.analysis.WaveformSurrogate;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Family;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.bridge.GaussianBridge;
import org.pushforward.engine.bridge.discrete.table.CategoricalBridge;
import org.pushforward.engine.bridge.discrete.networks.LearnedBridgeExperiment;
import org.pushforward.engine.bridge.discrete.cp.LightCategoricalExperiment;
import org.pushforward.engine.bridge.fitting.IpfImf;
import org.pushforward.engine.bridge.learned.DiffusionBridgeExperiment;
import org.pushforward.engine.bridge.light.LightBridgeExperiment;
import org.pushforward.engine.bridge.light.LightBridgeMatchingExperiment;
import org.pushforward.engine.bridge.ratio.DensityRatio;
import org.pushforward.engine.bridge.resolution.LearnedResolution;
import org.pushforward.engine.bridge.resolution.SuperResolution;
import org.pushforward.engine.compress.BidirectionalSparsity;
import org.pushforward.engine.compress.DifferentiableCuts;
import org.pushforward.engine.compress.DynamicExperts;
import org.pushforward.engine.compress.DynamicSparsity;
import org.pushforward.engine.compress.ExpertMerging;
import org.pushforward.engine.compress.FisherWeightedSvd;
import org.pushforward.engine.compress.FourierTuning;
import org.pushforward.engine.compress.HybridPruning;
import org.pushforward.engine.compress.LowRankTraining;
import org.pushforward.engine.compress.OneBit;
import org.pushforward.engine.compress.ProgressiveArchitectures;
import org.pushforward.engine.compress.SharedSplines;
import org.pushforward.engine.compress.SplineMatrix;
import org.pushforward.engine.compress.SubspaceComposition;
import org.pushforward.engine.dem.Collision;
import org.pushforward.engine.dem.Fluidized;
import org.pushforward.engine.dem.Hopper;
import org.pushforward.engine.dem.NeuralHopper;
import org.pushforward.engine.diffusion.BinaryDiffusion;
import org.pushforward.engine.diffusion.DenoisingMcmc;
import org.pushforward.engine.diffusion.DiscreteDiffusion;
import org.pushforward.engine.diffusion.GuidedDiffusion;
import org.pushforward.engine.diffusion.HamiltonianNetwork;
import org.pushforward.engine.diffusion.NoPropagation;
import org.pushforward.engine.diffusion.RaceStudy;
import org.pushforward.engine.diffusion.SamplerStudy;
import org.pushforward.engine.diffusion.ScoreTraining;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.mesh.DataFreeMover;
import org.pushforward.engine.mesh.KanMap;
import org.pushforward.engine.mesh.LegendreKan;
import org.pushforward.engine.mesh.MeshFront;
import org.pushforward.engine.mesh.MeshMenu;
import org.pushforward.engine.mesh.MeshMovers;
import org.pushforward.engine.mesh.MeshSphere;
import org.pushforward.engine.mesh.MongeAmpereDirichlet;
import org.pushforward.engine.mesh.MongeAmpereExperiment;
import org.pushforward.engine.mesh.MovingLine;
import org.pushforward.engine.mesh.MovingMeshPde;
import org.pushforward.engine.networks.NonLocalScaling;
import org.pushforward.engine.networks.ArbitraryChaos;
import org.pushforward.engine.networks.ConvolutionAware;
import org.pushforward.engine.networks.NeuralMixture;
import org.pushforward.engine.networks.OptimalBasis;
import org.pushforward.engine.networks.OrthogonalConvolution;
import org.pushforward.engine.networks.OrthonormalActivations;
import org.pushforward.engine.networks.ParameterFree;
import org.pushforward.engine.networks.PostHoc;
import org.pushforward.engine.networks.QueriedSegmentation;
import org.pushforward.engine.networks.ReverseQuaternions;
import org.pushforward.engine.networks.SelfGuidedMasks;
import org.pushforward.engine.networks.SparseVariational;
import org.pushforward.engine.networks.SphericalProcess;
import org.pushforward.engine.networks.StochasticSimilarity;
import org.pushforward.engine.networks.TangentKernel;
import org.pushforward.engine.optimise.CoshScaling;
import org.pushforward.engine.optimise.CosineSubspace;
import org.pushforward.engine.optimise.DistributedDescent;
import org.pushforward.engine.optimise.FourBitShampoo;
import org.pushforward.engine.optimise.InducedModel;
import org.pushforward.engine.optimise.MoreauBilevel;
import org.pushforward.engine.optimise.NonSmoothDescent;
import org.pushforward.engine.optimise.ThermodynamicDescent;
import org.pushforward.engine.optimise.TrustRegionDescent;
import org.pushforward.engine.pde.BandOperator;
import org.pushforward.engine.pde.CausalSpectral;
import org.pushforward.engine.pde.CellOperator;
import org.pushforward.engine.pde.ExpertOperators;
import org.pushforward.engine.pde.ExtendedNetworks;
import org.pushforward.engine.pde.FactorizedOperator;
import org.pushforward.engine.pde.DualDimer;
import org.pushforward.engine.pde.GenerativeOperator;
import org.pushforward.engine.pde.GeometryOperator;
import org.pushforward.engine.pde.GraphGalerkin;
import org.pushforward.engine.pde.InvariantNetwork;
import org.pushforward.engine.pde.InverseOperator;
import org.pushforward.engine.pde.KansaCollocation;
import org.pushforward.engine.pde.LagrangianPinn;
import org.pushforward.engine.pde.LatentSpectral;
import org.pushforward.engine.pde.ModeOperator;
import org.pushforward.engine.pde.NeuralSpectral;
import org.pushforward.engine.pde.OperatorProcess;
import org.pushforward.engine.pde.RetainResample;
import org.pushforward.engine.pde.SampledDimensions;
import org.pushforward.engine.pde.SphericalOperator;
import org.pushforward.engine.pde.StructurePreserving;
import org.pushforward.engine.pde.ZoomOperator;
import org.pushforward.engine.rom.BladeDictionary;
import org.pushforward.engine.rom.MatrixInterpolation;
import org.pushforward.engine.rom.OperationalModes;
import org.pushforward.engine.rom.OptimalPartition;
import org.pushforward.engine.rom.PhysicsClusters;
import org.pushforward.engine.rom.PiecewiseModes;
import org.pushforward.engine.rom.ReducedScattering;
import org.pushforward.engine.sequence.ContinuousDiscrete;
import org.pushforward.engine.sequence.DiagonalStates;
import org.pushforward.engine.sequence.HippoProphecy;
import org.pushforward.engine.sequence.PerturbDiagonalize;
import org.pushforward.engine.sequence.ToeplitzStates;
import org.pushforward.engine.sph.BarotropicGas;
import org.pushforward.engine.sph.CompressibleGas;
import org.pushforward.engine.sph.DivergenceFree;
import org.pushforward.engine.sph.KernelFit;
import org.pushforward.engine.sph.LearnedGas;
import org.pushforward.engine.sph.MovingPointConvolution;
import org.pushforward.engine.sph.PlaneGas;
import org.pushforward.engine.sph.WeaklyCompressible;
import org.pushforward.engine.transport.grid.BackAndForth;
import org.pushforward.engine.transport.grid.BarycenterStudy;
import org.pushforward.engine.transport.grid.GridSinkhornExperiment;
import org.pushforward.engine.transport.ColorTransfer;
import org.pushforward.engine.transport.LineTransport;
import org.pushforward.engine.transport.SecondBoundary;
import org.pushforward.engine.transport.SemiDiscrete;
import org.pushforward.engine.transport.points.SinkhornExperiment;
import org.pushforward.engine.wireless.JammingDetector;
import org.pushforward.engine.wireless.KroneckerRecovery;
import org.pushforward.engine.wireless.NetworkNoma;
import org.pushforward.engine.wireless.SinusoidalSpreading;
import org.pushforward.engine.wireless.SnrLevels;
import org.pushforward.engine.wireless.SuperposedPictures;

/** Every experiment there is, one line each, in the order of the gallery. Immutable and thread-safe. */
public final class Catalogue {

    private static final List<Experiment> OWN = List.of(
            new MongeAmpereExperiment(),
            new MeshMovers(),
            new MeshMenu(),
            new MeshFront(),
            new MeshSphere(),
            new MovingLine(),
            new DataFreeMover(),
            new MongeAmpereDirichlet(),
            new LegendreKan(),
            new KanMap(),
            new SinkhornExperiment(),
            new GridSinkhornExperiment(),
            new BarycenterStudy(),
            new SemiDiscrete(),
            new BackAndForth(),
            new SecondBoundary(),
            new LineTransport(),
            new ColorTransfer(),
            new GaussianBridge(),
            new LightBridgeExperiment(),
            new LightBridgeMatchingExperiment(),
            new IpfImf(),
            new CategoricalBridge(),
            LearnedBridgeExperiment.alternating(),
            LearnedBridgeExperiment.online(),
            LightCategoricalExperiment.ofPlans(),
            LightCategoricalExperiment.ofTransitions(),
            new DiffusionBridgeExperiment(),
            new DensityRatio(),
            new SuperResolution(),
            new LearnedResolution(),
            new SamplerStudy(),
            new RaceStudy(),
            new DenoisingMcmc(),
            new GuidedDiffusion(),
            new DiscreteDiffusion(),
            new ScoreTraining(),
            new BinaryDiffusion(),
            new NoPropagation(),
            new HamiltonianNetwork(),
            new BarotropicGas(),
            new WeaklyCompressible(),
            new DivergenceFree(),
            new CompressibleGas(),
            new PlaneGas(),
            new KernelFit(),
            new LearnedGas(),
            new MovingPointConvolution(),
            new Collision(),
            new Hopper(),
            new Fluidized(),
            new NeuralHopper(),
            new LagrangianPinn(),
            new KansaCollocation(),
            new MovingMeshPde(),
            new DualDimer(),
            new RetainResample(),
            new SampledDimensions(),
            new OperatorProcess(),
            new CellOperator(),
            new GeometryOperator(),
            new InverseOperator(),
            new GenerativeOperator(),
            new ExtendedNetworks(),
            new ExpertOperators(),
            new ModeOperator(),
            new NeuralSpectral(),
            new InvariantNetwork(),
            new CausalSpectral(),
            new FactorizedOperator(),
            new BandOperator(),
            new LatentSpectral(),
            new ZoomOperator(),
            new SphericalOperator(),
            new GraphGalerkin(),
            new StructurePreserving(),
            new PiecewiseModes(),
            new OptimalPartition(),
            new PhysicsClusters(),
            new MatrixInterpolation(),
            new ReducedScattering(),
            new OperationalModes(),
            new BladeDictionary(),
            new PerturbDiagonalize(),
            new HippoProphecy(),
            new DiagonalStates(),
            new ToeplitzStates(),
            new ContinuousDiscrete(),
            new NonSmoothDescent(),
            new DistributedDescent(),
            new MoreauBilevel(),
            new ThermodynamicDescent(),
            new InducedModel(),
            new TrustRegionDescent(),
            new CoshScaling(),
            new CosineSubspace(),
            new FourBitShampoo(),
            new FewAdditions(),
            new FlipGraph(),
            new Quadrangles(),
            new ChebyshevPolar(),
            new RandomPivots(),
            new EquivariantLayers(),
            new DiagramProducts(),
            new OnlineDictionary(),
            new BinaryFactors(),
            new GrowingSvd(),
            new SubspacePower(),
            new ZeroingDynamics(),
            new QuasiMonteCarlo(),
            new SimplexSpectrum(),
            new TotalVariation(),
            new MomentBootstrap(),
            new DeferredCorrection(),
            new EqualCorrelations(),
            new NonlinearFourier(),
            new WaveformSurrogate(),
            new LearnedPotential(),
            new RadarImages(),
            new SnrLevels(),
            new NetworkNoma(),
            new SinusoidalSpreading(),
            new KroneckerRecovery(),
            new SuperposedPictures(),
            new JammingDetector(),
            new DynamicSparsity(),
            new FisherWeightedSvd(),
            new FourierTuning(),
            new OneBit(),
            new SplineMatrix(),
            new LowRankTraining(),
            new HybridPruning(),
            new BidirectionalSparsity(),
            new SubspaceComposition(),
            new DynamicExperts(),
            new ExpertMerging(),
            new ProgressiveArchitectures(),
            new SharedSplines(),
            new DifferentiableCuts(),
            new ParameterFree(),
            new ReverseQuaternions(),
            new SphericalProcess(),
            new OrthogonalConvolution(),
            new TangentKernel(),
            new OptimalBasis(),
            new NonLocalScaling(),
            new ArbitraryChaos(),
            new PostHoc(),
            new NeuralMixture(),
            new SparseVariational(),
            new OrthonormalActivations(),
            new ConvolutionAware(),
            new StochasticSimilarity(),
            new SelfGuidedMasks(),
            new QueriedSegmentation());

    private static final List<PlugIns.PlugIn> PLUG_INS = PlugIns.of(Program.home(), OWN);
    private static final List<Experiment> ALL = Stream.concat(OWN.stream(), PLUG_INS.stream().flatMap(p -> p.experiments().stream())).toList();

    private Catalogue() { }

    /** The jars of other people, and what became of them. */
    public static List<PlugIns.PlugIn> plugIns() {
        return PLUG_INS;
    }

    public static List<Experiment> all() {
        return ALL;
    }

    /** The families that have experiments, in the order of the gallery. */
    public static List<Family> families() {
        return ALL.stream().map(e -> e.description().family()).distinct().sorted().toList();
    }

    /** @throws InputException when there is none; the message lists those there are */
    public static Experiment find(String id) {
        return ALL.stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow(() -> new InputException(
                "there is no experiment " + InputException.quoted(id) + "; there are " + ALL.stream().map(Experiment::id).collect(Collectors.joining(", "))));
    }

    /** What opens when nothing is asked for. */
    public static Experiment defaultExperiment() {
        return ALL.getFirst();
    }
}
