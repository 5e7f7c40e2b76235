namespace Recsys.MLNet.Text.Encoders;

/// <summary>An encoder that can be fetched by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Repository">Owner and name on the model hub.</param>
/// <param name="About">Languages, length of vectors, what it is good for.</param>
/// <param name="Files">What makes up its folder.</param>
public sealed record PublishedEncoder(string Name, string Repository, string About, IReadOnlyList<EncoderFile> Files)
{
    private static readonly EncoderFile[] Configuration =
    [
        new("config.json"), new("tokenizer.json"), new("tokenizer_config.json", Optional: true), new("sentence_bert_config.json", Optional: true), new("1_Pooling/config.json", Optional: true),
    ];

    /// <summary>The encoders known by name. Any other folder in Hugging Face layout works as well; this list is a convenience.</summary>
    public static IReadOnlyList<PublishedEncoder> All { get; } =
    [
        Of("minilm", "sentence-transformers/all-MiniLM-L6-v2", "English, 384 numbers, 23 M parameters: small and fast"),
        Of("bge-small-en", "BAAI/bge-small-en-v1.5", "English, 384 numbers, 33 M parameters: search"),
        Of("bge-small-zh", "Xenova/bge-small-zh-v1.5", "Chinese, 512 numbers, 24 M parameters: search"),
        Of("e5-small", "intfloat/multilingual-e5-small", "100 languages, 384 numbers, 118 M parameters; prefix texts with 'query: ' or 'passage: '"),
        Of("multilingual-minilm", "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", "50 languages, 384 numbers, 118 M parameters"),
        Of("bge-m3", "Xenova/bge-m3", "100 languages, 1024 numbers, 568 M parameters: long texts", new EncoderFile("onnx/model.onnx"), new EncoderFile("onnx/model.onnx_data", Optional: true)),
        Of("minilm-cross", "cross-encoder/ms-marco-MiniLM-L6-v2", "English cross-encoder: scores pairs of query and text"),
    ];

    /// <summary>The encoder of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PublishedEncoder Find(string name) => All.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"No encoder is known as '{name}'; known are {string.Join(", ", All.Select(e => e.Name))}. Any other encoder in ONNX works from its folder: model.onnx or onnx/model.onnx with tokenizer.json and config.json beside it.");

    private static PublishedEncoder Of(string name, string repository, string about, params EncoderFile[] model) =>
        new(name, repository, about, [.. Configuration, .. model.Length > 0 ? model : [new EncoderFile("onnx/model.onnx")]]);
}
