namespace Microsoft.ML.Data;

/// <summary>What stock transformers that make one column from one other share. Nobody else can derive from it.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(string output, string input) => (Output, Input) = (output, input);

    internal string Output { get; }
    internal string Input { get; }
}
