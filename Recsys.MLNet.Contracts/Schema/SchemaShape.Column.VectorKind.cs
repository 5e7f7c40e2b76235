namespace Microsoft.ML;

public sealed partial class SchemaShape
{
    public partial struct Column
    {
        /// <summary>Whether a column holds single values, vectors of one size, or vectors of any.</summary>
        public enum VectorKind
        {
            Scalar = 0,
            Vector = 1,
            VariableVector = 2,
        }
    }
}
