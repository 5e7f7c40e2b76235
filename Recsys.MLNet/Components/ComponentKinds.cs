using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>The kinds of components that model files can hold. A new component is one class and one line here.</summary>
internal static class ComponentKinds
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        ModelSections.Register(AttendBehaviorTransformer.SectionKind, AttendBehaviorTransformer.Read);
        ModelSections.Register(SimilarityTransformer.SectionKind, SimilarityTransformer.Read);
        ModelSections.Register(MapIdsTransformer.SectionKind, MapIdsTransformer.Read);
        ModelSections.Register(TfIdfTextTransformer.SectionKind, TfIdfTextTransformer.Read);
        ModelSections.Register(RecommendTransformer.SectionKind, RecommendTransformer.Read);
        ModelSections.Register(ItemScoreTransformer.SectionKind, ItemScoreTransformer.Read);
        ModelSections.Register(TreeScoreTransformer.SectionKind, TreeScoreTransformer.Read);
        ModelSections.Register(Behavior.BehaviorAttentionModel.SectionKind, Behavior.BehaviorAttentionModel.Read);
        ModelSections.Register(Onnx.ApplyOnnxTransformer.SectionKind, Onnx.ApplyOnnxTransformer.Read);
        ModelSections.Register(Text.Encoders.EncodeOnnxTransformer.SectionKind, Text.Encoders.EncodeOnnxTransformer.Read);
        ModelSections.Register(Text.Scoring.TextScorerModel.SectionKind, Text.Scoring.TextScorerModel.Read);
        ModelSections.Register(Text.Encoders.CrossEncodeTransformer.SectionKind, Text.Encoders.CrossEncodeTransformer.Read);
        ModelSections.Register(Text.Encoders.StoredTextEncoder.SectionKind, Text.Encoders.StoredTextEncoder.Read);
        ModelSections.Register(Text.Encoders.TextAdapter.SectionKind, Text.Encoders.TextAdapter.Read);
        ModelSections.Register(Modalities.ModalityFusionModel.SectionKind, Modalities.ModalityFusionModel.Read);
        ModelSections.Register(Modalities.FuseModalitiesTransformer.SectionKind, Modalities.FuseModalitiesTransformer.Read);
        return true;
    });

    public static void Register() => _ = Registered.Value;
}
