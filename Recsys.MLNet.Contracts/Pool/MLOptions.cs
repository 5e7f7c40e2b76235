using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>The context that pooled engines are made in.</summary>
public class MLOptions
{
    public MLOptions() { }

    public MLContext MLContext { get; set; } = new();
}
