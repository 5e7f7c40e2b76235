namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    /// <summary>Whether members are read, written, or both.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = 3,
    }
}
