namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>How alternating least squares solves one row.</summary>
public enum AlsSolver
{
    /// <summary>Cholesky up to twice the block size, blocks above.</summary>
    Auto,

    /// <summary>Exactly: F²/2 multiply-adds a visit and F³/6 a row.</summary>
    Cholesky,

    /// <summary>One Newton step for each block of factors (iALS++): about F·B/2 multiply-adds a visit.</summary>
    BlockCoordinate,
}
